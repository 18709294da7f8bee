#pragma once
// The texts of a form that are in several languages or carry media, by the ids the XForm refers to them with. Internal to
// ingest/forms/xlsform; for one thread.

#include "ingest/forms/xlsform/survey.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// Whether the XForm says these texts through itext.
bool label_in_itext(const SurveyItem& item);
bool hint_in_itext(const SurveyItem& item);
bool message_in_itext(const SheetText& text);

/// jr:itext('/data/a:label')
std::string itext_reference(const std::string& path, std::string_view kind);

/// The form's <itext> element; empty when nothing needs it. Sets import.languages. Faults of references are listed.
std::string write_itext(FormImport& import);

}  // namespace cityaudit::ingest
