#include "ingest/forms/xlsform/itext.h"

#include "base/text.h"
#include "ingest/forms/itext_document.h"
#include "ingest/forms/xlsform/columns.h"
#include "ingest/forms/xlsform/references.h"

#include <algorithm>
#include <optional>

namespace cityaudit::ingest {
namespace {

struct Form {
  std::string name;  // empty, guidance, image, big-image, audio, video
  std::vector<std::optional<std::string>> by_language;
};

struct Entry {
  std::string id;
  std::size_t item = no_item;
  std::size_t choice_row = 0;  // of choices
  std::string_view column;     // where the text stands: label, hint …
  std::vector<Form> forms;
};

class ItextTable {
 public:
  explicit ItextTable(FormImport& import) : import_(import) {}

  void collect() {
    for (const SheetChoiceList& list : import_.lists)
      if (list.translated)
        for (std::size_t i = 0; i < list.choices.size(); ++i) add_choice(list, i);
    for (std::size_t i = 1; i < import_.items.size(); ++i) add_item(i);
    order_languages();
  }

  std::string write() {
    std::string out;
    if (entries_.empty()) return out;
    out += "      <itext>\n";
    for (std::size_t language = 0; language < languages_.size(); ++language) {
      out += "        <translation lang=\"" + escape_xml_keeping_apostrophes(languages_[language]) + "\"";
      if (languages_[language] == import_.settings.default_language) out += " default=\"true()\"";
      out += ">\n";
      for (const Entry& entry : entries_)
        if (import_.spend(entry.id.size())) write_entry(entry, language, out);
      out += "        </translation>\n";
    }
    return out + "      </itext>\n";
  }

 private:
  void add_choice(const SheetChoiceList& list, std::size_t index) {
    const SheetChoice& choice = list.choices[index];
    Entry entry{list.name + "-" + std::to_string(index), no_item, choice.row, "label", {}};
    add_form(entry, "", choice.label);
    for (const auto& [name, text] : choice.media) add_form(entry, name, text);
    entries_.push_back(std::move(entry));
  }

  void add_item(std::size_t index) {
    const SurveyItem& item = import_.items[index];
    if (item.flat && item.label.empty()) return;
    if (label_in_itext(item)) {
      Entry entry{item.path + ":label", index, 0, "label", {}};
      add_form(entry, "", item.label);
      for (const auto& [name, text] : item.media) add_form(entry, name, text);
      entries_.push_back(std::move(entry));
    }
    if (hint_in_itext(item)) {
      Entry entry{item.path + ":hint", index, 0, "hint", {}};
      add_form(entry, "", item.hint);
      add_form(entry, "guidance", item.guidance);
      entries_.push_back(std::move(entry));
    }
    add_message(index, item.constraint_message, "jr:constraintMsg", "constraint_message");
    add_message(index, item.required_message, "jr:requiredMsg", "required_message");
    add_message(index, item.no_app_error, "jr:noAppErrorString", "no_app_error_string");
  }

  void add_message(std::size_t index, const SheetText& text, std::string_view kind, std::string_view column) {
    if (!message_in_itext(text)) return;
    Entry entry{import_.items[index].path + ":" + std::string(kind), index, 0, column, {}};
    add_form(entry, "", text);
    entries_.push_back(std::move(entry));
  }

  void add_form(Entry& entry, std::string name, const SheetText& text) {
    if (text.empty()) return;
    Form form{std::move(name), {}};
    const auto put = [&](const std::string& language, const std::string& words) {
      const std::size_t at = language_index(language);
      if (form.by_language.size() <= at) form.by_language.resize(at + 1);
      form.by_language[at] = words;
    };
    for (const auto& [language, words] : text.translations) put(language, words);
    if (!text.translated()) put(import_.settings.default_language, text.plain);
    entry.forms.push_back(std::move(form));
  }

  std::size_t language_index(const std::string& language) {
    const auto found = std::find(languages_.begin(), languages_.end(), language);
    if (found != languages_.end()) return static_cast<std::size_t>(found - languages_.begin());
    languages_.push_back(language);
    return languages_.size() - 1;
  }

  /// As the columns of the survey stand, whatever came first above.
  void order_languages() {
    std::vector<std::string> ordered;
    for (const Table* table : {&import_.survey, &import_.choices})
      for (const Column& column : table->columns()) {
        const std::string& language = column.meaning.language;
        if (std::find(languages_.begin(), languages_.end(), language) == languages_.end()) continue;
        if (std::find(ordered.begin(), ordered.end(), language) == ordered.end()) ordered.push_back(language);
      }
    for (const std::string& language : languages_)
      if (std::find(ordered.begin(), ordered.end(), language) == ordered.end()) ordered.push_back(language);
    // Every text stands in every language, as a dash at least.
    std::size_t forms = 0;
    for (const Entry& entry : entries_) forms += entry.forms.size();
    if (!import_.spend(forms * ordered.size() * sizeof(std::string) / 4)) entries_.clear();
    std::vector<std::size_t> from(ordered.size());
    for (std::size_t i = 0; i < ordered.size(); ++i)
      from[i] = static_cast<std::size_t>(std::find(languages_.begin(), languages_.end(), ordered[i]) - languages_.begin());
    for (Entry& entry : entries_)
      for (Form& form : entry.forms) {
        form.by_language.resize(languages_.size());
        std::vector<std::optional<std::string>> sorted(ordered.size());
        for (std::size_t i = 0; i < ordered.size(); ++i) sorted[i] = std::move(form.by_language[from[i]]);
        form.by_language = std::move(sorted);
      }
    languages_ = std::move(ordered);
    import_.languages = languages_;
  }

  Place place_of(const Entry& entry) const {
    if (entry.item == no_item) return place_in(import_.choices, entry.choice_row, entry.column);
    return import_.place(import_.items[entry.item], entry.column);
  }

  void write_entry(const Entry& entry, std::size_t language, std::string& out) {
    out += "          <text id=\"" + escape_xml_keeping_apostrophes(entry.id) + "\">";
    for (const Form& form : entry.forms) {
      const std::optional<std::string>& text = form.by_language[language];
      const bool medium = is_media_column(form.name);
      if (medium && !text) continue;
      out += form.name.empty() ? "<value>" : "<value form=\"" + form.name + "\">";
      if (medium) out += "jr://" + std::string(form.name == "audio" || form.name == "video" ? form.name : "images") + "/";
      out += text ? text_with_outputs(import_, *text, entry.item, place_of(entry)) : std::string(untranslated);
      out += "</value>";
    }
    out += "</text>\n";
  }

  FormImport& import_;
  std::vector<std::string> languages_;
  std::vector<Entry> entries_;
};

}  // namespace

bool label_in_itext(const SurveyItem& item) { return item.label.translated() || !item.media.empty(); }
bool hint_in_itext(const SurveyItem& item) { return item.hint.translated() || !item.guidance.empty(); }
bool message_in_itext(const SheetText& text) { return text.translated() || has_reference(text.plain); }

std::string itext_reference(const std::string& path, std::string_view kind) { return "jr:itext('" + path + ":" + std::string(kind) + "')"; }

std::string write_itext(FormImport& import) {
  ItextTable table(import);
  table.collect();
  return table.write();
}

}  // namespace cityaudit::ingest
