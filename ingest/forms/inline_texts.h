#pragma once
// Texts that stand in the questions of a form, in one language that has no name, made translatable. For one thread.

#include "base/result.h"
#include "ingest/forms/itext_document.h"

#include <string>

namespace cityaudit::ingest {

/// Says in which language the form's texts without a language are: they move from questions, choices and messages into itext under
/// that name, with the ids that the import of a spreadsheet would give them; other languages of the form have yet to be told
/// them. invalid: form.languages_named (nothing is without a language),
/// form.language_unusable.
Result<> name_text_language(pugi::xml_document& document, const std::string& language);

/// Whether the form has texts of which nobody said in which language they are.
bool has_unnamed_language(const pugi::xml_document& document);

}  // namespace cityaudit::ingest
