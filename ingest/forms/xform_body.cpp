// The body of a form being read: controls and repeats.

#include "base/text.h"
#include "ingest/forms/xform_reading.h"

#include <optional>

namespace cityaudit::ingest {
namespace {

std::optional<ControlKind> kind_of(std::string_view name) {
  constexpr std::pair<std::string_view, ControlKind> kinds[] = {
      {"input", ControlKind::input},        {"textarea", ControlKind::input},     {"secret", ControlKind::secret},
      {"select1", ControlKind::select_one}, {"select", ControlKind::select_many}, {"odk:rank", ControlKind::rank},
      {"rank", ControlKind::rank},          {"upload", ControlKind::upload},      {"trigger", ControlKind::trigger},
      {"range", ControlKind::range},
  };
  for (const auto& [word, kind] : kinds)
    if (word == name) return kind;
  return std::nullopt;
}

/// ref, nodeset or bind, as a path; empty when the element has none of them.
std::string path_of(const FormReading& reading, pugi::xml_node element, const std::string& context) {
  for (const char* name : {"ref", "nodeset"})
    if (const pugi::xml_attribute reference = element.attribute(name); reference && !trim(reference.value()).empty())
      return resolve_path(reference.value(), context);
  if (const pugi::xml_attribute id = element.attribute("bind")) {
    const pugi::xml_node bind = reading.model.find_child_by_attribute("bind", "id", id.value());
    if (bind) return resolve_path(bind.attribute("nodeset").value(), reading.form.nodes.front().path);
  }
  return {};
}

void read_control(FormReading& reading, pugi::xml_node element, ControlKind kind, const std::string& context) {
  FormDefinition& form = reading.form;
  Control control;
  control.kind = kind;
  control.path = path_of(reading, element, context);
  const auto node = form.node_index.find(control.path);
  if (node == form.node_index.end()) {
    reading.fault(control.path, "form.control_without_node", {{"path", control.path}});
    return;
  }
  control.appearance = element.attribute("appearance").value();
  control.mediatype = trim(element.attribute("mediatype").value());
  control.label = reading.texts.of_element(element.child("label"));
  control.hint = reading.texts.of_element(element.child("hint"));
  if (kind == ControlKind::select_one || kind == ControlKind::select_many || kind == ControlKind::rank)
    read_choices(reading, element, control);
  // A note may show a question's answer again: the first control is the question.
  if (form.nodes[node->second].control == no_index) form.nodes[node->second].control = form.controls.size();
  form.controls.push_back(std::move(control));
}

void read_repeat(FormReading& reading, pugi::xml_node element, const std::string& context) {
  const std::string path = path_of(reading, element, context);
  const auto node = reading.form.node_index.find(path);
  if (node == reading.form.node_index.end()) {
    reading.fault(path, "form.repeat_without_node", {{"path", path}});
  } else {
    reading.form.nodes[node->second].is_repeat = true;
  }
}

void read_elements(FormReading& reading, pugi::xml_node parent, const std::string& context) {
  for (const pugi::xml_node element : parent.children()) {
    if (!is_element(element)) continue;
    const std::string_view name = element.name();
    if (const auto kind = kind_of(name)) {
      read_control(reading, element, *kind, context);
    } else if (name == "group" || name == "repeat") {
      if (name == "repeat") read_repeat(reading, element, context);
      const std::string path = path_of(reading, element, context);
      read_elements(reading, element, path.empty() ? context : path);
    } else if (name != "label" && name != "hint") {
      read_elements(reading, element, context);  // layout around questions
    }
  }
}

}  // namespace

void read_body(FormReading& reading, pugi::xml_node body) {
  FormDefinition& form = reading.form;
  read_elements(reading, body, form.nodes.front().path);
  for (std::size_t i = 0; i < form.nodes.size(); ++i) {
    Node& node = form.nodes[i];
    node.repeat = node.is_repeat ? i : node.parent == no_index ? no_index : form.nodes[node.parent].repeat;
  }
}

}  // namespace cityaudit::ingest
