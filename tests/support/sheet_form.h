#pragma once
// Forms written as lines of a single-file CSV, for tests of the import.

#include "ingest/forms/import.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::tests {

/// The import of `survey` (CSV lines of the sheet, header first), `choices` and `settings` (the same; empty: no such sheet).
Result<ingest::ImportedForm> import_sheets(std::string_view survey, std::string_view choices = {},
                                           std::string_view settings = "form_id,version\nf,1");

/// "survey!C3 form.unknown_theme" for each fault, sorted; empty when the import succeeds.
std::vector<std::string> faults_of(const Result<ingest::ImportedForm>& form);
std::vector<std::string> warnings_of(const Result<ingest::ImportedForm>& form);

/// The lines of the XForm that hold `part`, without indentation.
std::vector<std::string> lines_with(const Result<ingest::ImportedForm>& form, std::string_view part);

}  // namespace cityaudit::tests
