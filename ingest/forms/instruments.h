#pragma once
// The instruments that ship with the program: single-file XLSForms under config/instruments, made into XForms when asked for.
// Thread-safe; a call converts anew (some milliseconds).

#include "ingest/forms/import.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// "desk_indicator", "fg_notes", "photovoice", "project_eval", "walk_checklist": ids of their forms, in this order.
std::vector<std::string> instrument_names();

/// The spreadsheet itself, single-file CSV. internal ("form.instrument_unknown") for a name that is none.
Result<std::string_view> built_in_sheet(std::string_view name);
/// The same errors. Built-in instruments import without a warning.
Result<ImportedForm> built_in_instrument(std::string_view name);

}  // namespace cityaudit::ingest
