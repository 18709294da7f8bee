// Which texts are there in one language of the form and not in another.

#include "ingest/forms/itext_document.h"
#include "ingest/forms/xlsform/survey.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

std::string missing_languages(const FormImport& import, const SheetText& text) {
  std::string out;
  if (text.empty()) return out;
  for (const std::string& language : import.languages) {
    const bool given = text.translated() ? std::any_of(text.translations.begin(), text.translations.end(),
                                                       [&](const auto& translation) { return translation.first == language; })
                                         : language == import.settings.default_language;
    if (!given) out += (out.empty() ? "" : ", ") + language;
  }
  return out;
}

}  // namespace

void warn_about_translations(FormImport& import) {
  if (import.languages.size() < 2) return;
  // Texts without a language beside others make one of their own; its name tells that nobody meant it.
  if (std::find(import.languages.begin(), import.languages.end(), unnamed_language) != import.languages.end() &&
      import.settings.default_language == unnamed_language)
    import.notes.warn({import.survey.sheet_name(), 0, {}, {}}, "xlsform.default_language_missing");
  for (const SurveyItem& item : import.items) {
    const std::pair<const SheetText*, const char*> texts[] = {{&item.label, "label"},
                                                              {&item.hint, "hint"},
                                                              {&item.guidance, "guidance_hint"},
                                                              {&item.constraint_message, "constraint_message"},
                                                              {&item.required_message, "required_message"}};
    for (const auto& [text, column] : texts)
      if (const std::string missing = missing_languages(import, *text); !missing.empty())
        import.notes.warn(import.place(item), "xlsform.translation_missing", {{"what", column}, {"languages", missing}});
  }
  for (const SheetChoiceList& list : import.lists)
    for (const SheetChoice& choice : list.choices)
      if (const std::string missing = list.translated ? missing_languages(import, choice.label) : std::string(); !missing.empty())
        import.notes.warn(place_in(import.choices, choice.row, ""), "xlsform.translation_missing",
                          {{"what", "label"}, {"languages", missing}});
}

}  // namespace cityaudit::ingest
