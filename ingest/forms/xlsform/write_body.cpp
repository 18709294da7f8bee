// The body of the XForm: groups, repeats and controls.

#include "base/text.h"
#include "ingest/forms/xlsform/itext.h"
#include "ingest/forms/xlsform/references.h"
#include "ingest/forms/xlsform/writing.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

class BodyWriter {
 public:
  BodyWriter(FormImport& import, XmlText& xml) : import_(import), xml_(xml) {
    for (std::size_t i = 1; i < import.items.size(); ++i)
      for (const std::string& name : import.items[i].triggers) triggered_.emplace(name, i);
  }

  void write() {
    for (const std::size_t child : import_.items[0].children) write_item(child);
    check_triggers();
  }

 private:
  void write_item(std::size_t index) {
    const SurveyItem& item = import_.items[index];
    if (item.in_meta) return;
    switch (item.kind) {
      case SurveyItem::Kind::question: write_question(index); break;
      case SurveyItem::Kind::group: write_group(index); break;
      case SurveyItem::Kind::repeat: write_repeat(index); break;
    }
  }

  XmlText::Attributes body_attributes(std::size_t index) {
    XmlText::Attributes out;
    for (const SheetAttribute& attribute : import_.items[index].body)
      out.emplace_back(attribute.name, attribute_value(import_, index, attribute, attribute.name == "jr:count"));
    return out;
  }

  void write_group(std::size_t index) {
    const SurveyItem& group = import_.items[index];
    XmlText::Attributes attributes;
    if (!group.flat) attributes.emplace_back("ref", group.path);
    for (auto& attribute : body_attributes(index)) attributes.push_back(std::move(attribute));
    xml_.open("group", attributes);
    if (!group.label.empty() || !group.media.empty()) write_label(index);
    for (const std::size_t child : group.children) write_item(child);
    xml_.close("group");
  }

  void write_repeat(std::size_t index) {
    const SurveyItem& repeat = import_.items[index];
    XmlText::Attributes attributes{{"nodeset", repeat.path}};
    for (auto& attribute : body_attributes(index)) attributes.push_back(std::move(attribute));
    xml_.open("group", {{"ref", repeat.path}});
    write_label(index);
    xml_.open("repeat", attributes);
    for (const std::size_t child : repeat.children) write_item(child);
    write_repeat_actions(index);
    xml_.close("repeat");
    xml_.close("group");
  }

  /// Of everything in this repeat but in none inside it.
  void write_repeat_actions(std::size_t section) {
    for (const std::size_t child : import_.items[section].children) {
      if (import_.items[child].kind == SurveyItem::Kind::question) write_actions(import_, child, true, xml_);
      if (import_.items[child].kind == SurveyItem::Kind::group) write_repeat_actions(child);
    }
  }

  void write_question(std::size_t index) {
    const SurveyItem& item = import_.items[index];
    if (!has_control(item)) return;
    const std::string name = control_name(item);
    XmlText::Attributes attributes{{"ref", item.path}};
    for (auto& attribute : body_attributes(index)) attributes.push_back(std::move(attribute));
    xml_.open(name, attributes);
    write_label(index);
    write_hint(index);
    if (item.type.is_select()) write_choices(index);
    if (const auto labels = item.parameters.find("tick_labelset"); labels != item.parameters.end())
      if (const SheetChoiceList* list = import_.find_list(labels->second))
        write_itemset("instance('" + list->name + "')/root/item", "name", list->translated ? "jr:itext(itextId)" : "label");
    write_triggered(index);
    xml_.close(name);
  }

  static std::string control_name(const SurveyItem& item) {
    switch (item.type.kind) {
      case QuestionType::Kind::select_one: return "select1";
      case QuestionType::Kind::select_many: return "select";
      case QuestionType::Kind::rank: return "odk:rank";
      default: return item.type.rule && !item.type.rule->control.empty() ? std::string(item.type.rule->control) : "input";
    }
  }

  void write_label(std::size_t index) {
    const SurveyItem& item = import_.items[index];
    if (label_in_itext(item)) {
      xml_.empty("label", {{"ref", itext_reference(item.path, "label")}});
    } else if (!item.label.plain.empty()) {
      xml_.element("label", text_with_outputs(import_, item.label.plain, index, import_.place(item, "label")));
    } else {
      xml_.empty("label");
    }
  }

  void write_hint(std::size_t index) {
    const SurveyItem& item = import_.items[index];
    if (hint_in_itext(item)) {
      xml_.empty("hint", {{"ref", itext_reference(item.path, "hint")}});
    } else if (!item.hint.plain.empty()) {
      xml_.element("hint", text_with_outputs(import_, item.hint.plain, index, import_.place(item, "hint")));
    }
  }

  void write_itemset(const std::string& nodeset, const std::string& value, const std::string& label) {
    xml_.open("itemset", {{"nodeset", nodeset}});
    xml_.empty("value", {{"ref", value}});
    xml_.empty("label", {{"ref", label}});
    xml_.close("itemset");
  }

  void write_choices(std::size_t index) {
    const SurveyItem& item = import_.items[index];
    const QuestionType& type = item.type;
    const SheetChoiceList* list = import_.find_list(type.list);
    const SheetAttribute* appearance = find_attribute(item.body, "appearance");
    if (list && appearance && appearance->value.find("search(") != std::string::npos) return write_inline_choices(*list);
    const Place place = import_.place(item, "type");
    std::string nodeset;
    std::string value = "name";
    std::string label = list && list->translated ? "jr:itext(itextId)" : "label";
    std::string filter;
    const bool from_answers = has_reference(type.list);
    if (from_answers) {
      const std::string path = with_paths(import_, type.list, index, place, {.current = false, .parent_repeat = true});
      const std::size_t slash = path.rfind('/');
      value = label = path.substr(slash + 1);
      nodeset = path.substr(0, slash);
      filter = "./" + value + " != ''";
    } else {
      const std::size_t dot = type.from_file ? type.list.rfind('.') : std::string::npos;
      if (type.from_file && type.list.ends_with(".geojson")) value = "id", label = "title";
      nodeset = "instance('" + type.list.substr(0, dot) + "')/root/item";
    }
    if (const auto given = item.parameters.find("value"); given != item.parameters.end()) value = given->second;
    if (const auto given = item.parameters.find("label"); given != item.parameters.end()) label = given->second;
    if (!item.choice_filter.empty()) {
      filter = expression_with_paths(import_, item.choice_filter, index, import_.place(item, "choice_filter"),
                                     {.current = true, .parent_repeat = from_answers});
      if (from_answers) filter = without_base(without_base(std::move(filter), "current()/" + nodeset), nodeset);
    }
    if (!filter.empty()) nodeset += "[" + filter + "]";
    write_itemset(randomized(index, std::move(nodeset)), value, label);
  }

  static std::string without_base(std::string text, const std::string& base) {
    for (std::size_t at = 0; (at = text.find(base, at)) != std::string::npos; ++at) text.replace(at, base.size(), ".");
    return text;
  }

  std::string randomized(std::size_t index, std::string nodeset) {
    const SurveyItem& item = import_.items[index];
    const auto randomize = item.parameters.find("randomize");
    if (randomize == item.parameters.end() || randomize->second != "true") return nodeset;
    const auto seed = item.parameters.find("seed");
    if (seed == item.parameters.end()) return "randomize(" + nodeset + ")";
    return "randomize(" + nodeset + ", " + with_paths(import_, seed->second, index, import_.place(item, "parameters")) + ")";
  }

  /// search() of older clients fills the choices of the body itself.
  void write_inline_choices(const SheetChoiceList& list) {
    for (std::size_t i = 0; i < list.choices.size(); ++i) {
      xml_.open("item");
      if (list.translated) {
        xml_.empty("label", {{"ref", "jr:itext('" + list.name + "-" + std::to_string(i) + "')"}});
      } else {
        xml_.element("label", escape_xml_keeping_apostrophes(list.choices[i].label.plain));
      }
      xml_.element("value", escape_xml_keeping_apostrophes(list.choices[i].name));
      xml_.close("item");
    }
  }

  /// Calculations that wait for this answer to change.
  void write_triggered(std::size_t index) {
    const auto [begin, end] = triggered_.equal_range(import_.items[index].name);
    for (auto entry = begin; entry != end; ++entry) {
      const SurveyItem& target = import_.items[entry->second];
      if (target.type.word == "background-geopoint") {
        xml_.empty("odk:setgeopoint", {{"event", "xforms-value-changed"}, {"ref", target.path}});
        continue;
      }
      XmlText::Attributes attributes{{"event", "xforms-value-changed"}, {"ref", target.path}};
      if (const SheetAttribute* calculation = find_attribute(target.bind, "calculate"))
        attributes.emplace_back("value",
                                expression_with_paths(import_, calculation->value, index, import_.place(target, "bind", "calculate")));
      xml_.empty("setvalue", attributes);
    }
  }

  void check_triggers() {
    for (const auto& [name, index] : triggered_) {
      const Place place = import_.place(import_.items[index], "trigger");
      const std::size_t target = find_item(import_, name, place);
      if (target != no_item && !has_control(import_.items[target]))
        import_.notes.fault(place, "xlsform.trigger_invisible", {{"name", name}});
    }
  }

  FormImport& import_;
  XmlText& xml_;
  std::multimap<std::string, std::size_t> triggered_;
};

}  // namespace

bool has_control(const SurveyItem& item) {
  if (item.kind != SurveyItem::Kind::question) return false;
  const bool visible = item.type.is_select() || (item.type.rule && !item.type.rule->control.empty());
  const bool silent = (find_attribute(item.bind, "calculate") || !item.triggers.empty()) && item.label.empty() && item.hint.empty();
  return visible && !silent;
}

void write_body(FormImport& import, XmlText& xml) {
  xml.open("h:body", import.settings.style.empty() ? XmlText::Attributes{} : XmlText::Attributes{{"class", import.settings.style}});
  BodyWriter(import, xml).write();
  xml.close("h:body");
}

}  // namespace cityaudit::ingest
