// The model of the XForm: primary instance, binds, actions.

#include "base/text.h"
#include "ingest/forms/xlsform/itext.h"
#include "ingest/forms/xlsform/references.h"
#include "ingest/forms/xlsform/writing.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view expressions[] = {"relevant", "required", "constraint", "calculate", "readonly"};

bool is_expression(std::string_view attribute) {
  return std::find(std::begin(expressions), std::end(expressions), attribute) != std::end(expressions);
}

bool in_repeat(const FormImport& import, const SurveyItem& item) {
  for (std::size_t above = item.parent; above != no_item; above = import.items[above].parent)
    if (import.items[above].kind == SurveyItem::Kind::repeat) return true;
  return false;
}

class InstanceWriter {
 public:
  InstanceWriter(FormImport& import, XmlText& xml) : import_(import), xml_(xml) {}

  void write(std::size_t index, bool templates, XmlText::Attributes attributes = {}) {
    const SurveyItem& item = import_.items[index];
    if (item.type.word == "csv-external" || item.type.word == "xml-external") return;
    if (item.flat) {
      for (const std::size_t child : item.children) write(child, templates);
      return;
    }
    for (const SheetAttribute& attribute : item.instance)
      attributes.emplace_back(attribute.name, attribute_value(import_, index, attribute, false));
    if (item.kind == SurveyItem::Kind::question) {
      if (item.default_value.empty() || item.dynamic_default) {
        xml_.empty(item.name, attributes);
      } else {
        xml_.element(item.name, escape_xml_keeping_apostrophes(item.default_value), attributes);
      }
      return;
    }
    xml_.open(item.name, attributes);
    write_children(item, templates);
    xml_.close(item.name);
  }

 private:
  /// A repeat stands twice: as the template of further repetitions, and as the first one. Within the first one no further
  /// templates are needed.
  void write_children(const SurveyItem& section, bool templates) {
    for (const std::size_t child : section.children) {
      const bool repeat = import_.items[child].kind == SurveyItem::Kind::repeat;
      if (repeat && templates) write_template(child);
      write(child, templates && !repeat);
    }
  }

  void write_template(std::size_t index) {
    const SurveyItem& repeat = import_.items[index];
    xml_.open(repeat.name, {{"jr:template", ""}});
    for (const std::size_t child : repeat.children) {
      if (import_.items[child].kind == SurveyItem::Kind::repeat) {
        write_template(child);
      } else {
        write(child, true);
      }
    }
    xml_.close(repeat.name);
  }

  FormImport& import_;
  XmlText& xml_;
};

void write_bind(FormImport& import, std::size_t index, XmlText& xml) {
  const SurveyItem& item = import.items[index];
  XmlText::Attributes attributes{{"nodeset", item.path}};
  for (const SheetAttribute& attribute : item.bind) {
    // With a trigger the calculation is done when that changes, by an action of its control.
    if (attribute.name == "calculate" && !item.triggers.empty()) continue;
    attributes.emplace_back(attribute.name, attribute_value(import, index, attribute, is_expression(attribute.name)));
  }
  const auto message = [&](const SheetText& text, const char* name) {
    if (text.empty()) return;
    attributes.emplace_back(name, message_in_itext(text) ? itext_reference(item.path, name) : text.plain);
  };
  message(item.constraint_message, "jr:constraintMsg");
  message(item.required_message, "jr:requiredMsg");
  message(item.no_app_error, "jr:noAppErrorString");
  const bool external = item.type.word == "csv-external" || item.type.word == "xml-external";
  if (!external && (attributes.size() > 1 || item.kind == SurveyItem::Kind::question)) xml.empty("bind", attributes);
}

void write_below(FormImport& import, std::size_t index, XmlText& xml) {
  const SurveyItem& item = import.items[index];
  if (index != 0 && !item.flat) write_bind(import, index, xml);
  if (item.kind == SurveyItem::Kind::question) write_actions(import, index, false, xml);
  for (const std::size_t child : item.children) write_below(import, child, xml);
}

}  // namespace

std::string attribute_value(FormImport& import, std::size_t item, const SheetAttribute& attribute, bool expression) {
  const SurveyItem& of = import.items[item];
  Place place = import.place(of);
  if (attribute.column) {
    place.column = attribute.column->letters;
    place.header = attribute.column->header;
  }
  return expression ? expression_with_paths(import, attribute.value, item, place) : with_paths(import, attribute.value, item, place);
}

void write_actions(FormImport& import, std::size_t index, bool for_repeat, XmlText& xml) {
  const SurveyItem& item = import.items[index];
  if (item.dynamic_default && (!for_repeat || in_repeat(import, item))) {
    const std::string value = expression_with_paths(import, item.default_value, index, import.place(item, "default"));
    xml.empty("setvalue", {{"event", for_repeat ? "odk-new-repeat" : "odk-instance-first-load"}, {"ref", item.path}, {"value", value}});
  }
  if (for_repeat) return;
  if (item.type.word == "start-geopoint") xml.empty("odk:setgeopoint", {{"event", "odk-instance-first-load"}, {"ref", item.path}});
  if (item.type.word == "background-audio") {
    XmlText::Attributes attributes{{"event", "odk-instance-load"}, {"ref", item.path}};
    if (const auto quality = item.parameters.find("quality"); quality != item.parameters.end())
      attributes.emplace_back("odk:quality", quality->second);
    xml.empty("odk:recordaudio", attributes);
  }
}

void write_instance(FormImport& import, XmlText& xml) {
  const FormSettings& settings = import.settings;
  XmlText::Attributes attributes{{"id", settings.form_id}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) attributes.emplace_back(name, value);
  };
  add("version", settings.version);
  add("xmlns", settings.instance_namespace);
  add("odk:prefix", settings.prefix);
  add("odk:delimiter", settings.delimiter);
  for (const SheetAttribute& attribute : settings.attributes)
    if (attribute.name != "id" && attribute.name != "version") attributes.emplace_back(attribute.name, attribute.value);
  xml.open("instance");
  InstanceWriter(import, xml).write(0, true, std::move(attributes));
  xml.close("instance");
}

void write_binds(FormImport& import, XmlText& xml) { write_below(import, 0, xml); }

}  // namespace cityaudit::ingest
