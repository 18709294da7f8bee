// Secondary instances: choice lists of the form, files beside it, the answers of the last time.

#include "base/text.h"
#include "ingest/forms/xlsform/references.h"
#include "ingest/forms/xlsform/writing.h"

#include <map>

namespace cityaudit::ingest {
namespace {

class InstanceSources {
 public:
  explicit InstanceSources(FormImport& import) : import_(import) {}

  void write(XmlText& xml) {
    for (std::size_t i = 1; i < import_.items.size(); ++i) look_at(import_.items[i]);
    if (last_saved_) add("__last-saved", "jr://instance/last-saved", {});
    for (const std::string& id : order_) xml.empty("instance", {{"id", id}, {"src", sources_[id]}});
    for (const SheetChoiceList& list : import_.lists) write_list(list, xml);
  }

 private:
  void look_at(const SurveyItem& item) {
    if (item.type.word == "csv-external") add(item.name, "jr://file-csv/" + item.name + ".csv", import_.place(item, "name"));
    if (item.type.word == "xml-external") add(item.name, "jr://file/" + item.name + ".xml", import_.place(item, "name"));
    if (item.type.is_select() && item.type.from_file) {
      const std::size_t dot = item.type.list.rfind('.');
      const std::string folder = item.type.list.substr(dot == std::string::npos ? 0 : dot) == ".csv" ? "file-csv" : "file";
      add(item.type.list.substr(0, dot), "jr://" + folder + "/" + item.type.list, import_.place(item, "type"));
    }
    for (const SheetAttribute& attribute : item.bind) look_for_files(item, attribute.value);
    look_for_files(item, item.choice_filter);
    if (item.dynamic_default) look_for_files(item, item.default_value);
  }

  /// pulldata('file', …) asks file.csv.
  void look_for_files(const SurveyItem& item, std::string_view expression) {
    last_saved_ = last_saved_ || has_last_saved(expression);
    constexpr std::string_view call = "pulldata(";
    for (std::size_t at = 0; (at = expression.find(call, at)) != std::string_view::npos;) {
      at += call.size();
      std::string_view argument = trim(expression.substr(at, expression.find_first_of(",)", at) - at));
      if (argument.size() < 3 || (argument.front() != '\'' && argument.front() != '"')) continue;
      const std::string file(argument.substr(1, argument.size() - 2));
      add(file, "jr://file-csv/" + file + ".csv", import_.place(item));
    }
  }

  void add(const std::string& id, const std::string& source, const Place& place) {
    const auto [entry, is_new] = sources_.emplace(id, source);
    if (is_new) order_.push_back(id);
    if (entry->second != source)
      import_.notes.fault(place, "xlsform.list_and_file", {{"name", id}, {"file", source}, {"other", entry->second}});
  }

  void write_list(const SheetChoiceList& list, XmlText& xml) {
    if (sources_.contains(list.name)) {
      import_.notes.fault(place_in(import_.choices, list.choices.front().row, "list_name"), "xlsform.list_and_file",
                          {{"name", list.name}, {"file", sources_[list.name]}, {"other", list.name}});
      return;
    }
    xml.open("instance", {{"id", list.name}});
    xml.open("root");
    for (std::size_t i = 0; i < list.choices.size(); ++i) {
      const SheetChoice& choice = list.choices[i];
      std::string content;
      const auto element = [&](std::string_view name, std::string_view text) {
        content += "<" + std::string(name) + ">" + escape_xml_keeping_apostrophes(text) + "</" + std::string(name) + ">";
      };
      if (list.translated) element("itextId", list.name + "-" + std::to_string(i));
      element("name", choice.name);
      if (!list.translated && !choice.label.plain.empty()) element("label", choice.label.plain);
      for (const auto& [name, text] : choice.other) element(name, text);
      xml.element("item", content);
    }
    xml.close("root");
    xml.close("instance");
  }

  FormImport& import_;
  std::map<std::string, std::string> sources_;  // id -> src
  std::vector<std::string> order_;
  bool last_saved_ = false;
};

}  // namespace

void write_secondary_instances(FormImport& import, XmlText& xml) { InstanceSources(import).write(xml); }

}  // namespace cityaudit::ingest
