// Nodes and binds of a form being read.

#include "base/text.h"
#include "ingest/forms/xform_reading.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

constexpr std::size_t form_id_bytes_max = 255;

void add_node(FormReading& reading, pugi::xml_node element, const std::string& parent_path, std::size_t parent) {
  FormDefinition& form = reading.form;
  const std::string name(local_name(element.name()));
  const std::string path = parent_path + "/" + name;
  const bool is_template = static_cast<bool>(element.attribute("jr:template"));
  // A repeat stands twice in the instance, as template and as first repetition: one node.
  const auto [entry, is_new] = form.node_index.emplace(path, form.nodes.size());
  const std::size_t index = entry->second;
  if (is_new) {
    Node node;
    node.path = path;
    node.name = name;
    node.parent = parent;
    form.nodes.push_back(std::move(node));
  }
  if (is_template) form.nodes[index].is_repeat = true;
  for (const pugi::xml_node child : element.children()) {
    if (!is_element(child)) continue;
    form.nodes[index].leaf = false;
    add_node(reading, child, path, index);
  }
  if (form.nodes[index].leaf && form.nodes[index].default_value.empty()) form.nodes[index].default_value = flat_text(element);
}

AnswerType type_of(std::string_view word) {
  constexpr std::pair<std::string_view, AnswerType> types[] = {
      {"", AnswerType::string},           {"string", AnswerType::string},     {"select", AnswerType::string},
      {"select1", AnswerType::string},    {"rank", AnswerType::string},       {"int", AnswerType::integer},
      {"integer", AnswerType::integer},   {"long", AnswerType::integer},      {"decimal", AnswerType::decimal},
      {"double", AnswerType::decimal},    {"float", AnswerType::decimal},     {"boolean", AnswerType::boolean},
      {"date", AnswerType::date},         {"time", AnswerType::time},         {"datetime", AnswerType::date_time},
      {"geopoint", AnswerType::geopoint}, {"geotrace", AnswerType::geotrace}, {"geoshape", AnswerType::geoshape},
      {"binary", AnswerType::binary},     {"barcode", AnswerType::barcode},
  };
  const std::string lower = to_lower_ascii(local_name(word));
  for (const auto& [name, type] : types)
    if (lower == name) return type;
  return AnswerType::other;
}

void read_bind(FormReading& reading, pugi::xml_node element) {
  FormDefinition& form = reading.form;
  const auto text = [&](const char* name) { return std::string(trim(element.attribute(name).value())); };
  Bind bind;
  bind.path = resolve_path(element.attribute("nodeset") ? text("nodeset") : text("ref"), form.nodes.front().path);
  const auto node = form.node_index.find(bind.path);
  if (node == form.node_index.end()) {
    reading.fault(bind.path, "form.bind_without_node", {{"path", bind.path}});
    return;
  }
  if (form.nodes[node->second].bind != no_index) {
    reading.fault(bind.path, "form.bind_twice", {{"path", bind.path}});
    return;
  }
  bind.type_word = text("type");
  bind.type = type_of(bind.type_word);
  bind.required = text("required");
  bind.relevant = text("relevant");
  bind.constraint = text("constraint");
  bind.calculate = text("calculate");
  bind.readonly = text("readonly");
  bind.preload = text("jr:preload");
  bind.preload_parameters = text("jr:preloadParams");
  bind.constraint_message = reading.texts.of_attribute(text("jr:constraintMsg"));
  bind.required_message = reading.texts.of_attribute(text("jr:requiredMsg"));
  bind.mapping = read_mapping(reading, element, bind.path);
  form.nodes[node->second].bind = form.binds.size();
  form.binds.push_back(std::move(bind));
}

}  // namespace

void read_nodes(FormReading& reading) {
  FormDefinition& form = reading.form;
  pugi::xml_node root;
  for (const pugi::xml_node child : reading.model.child("instance").children())
    if (is_element(child) && !root) root = child;
  if (!root) {
    reading.fault("instance", "form.no_instance");
    return;
  }
  form.root_name = local_name(root.name());
  form.instance_namespace = root.attribute("xmlns").value();
  form.form_id = trim(root.attribute("id").value());
  if (form.form_id.empty()) form.form_id = form.instance_namespace;
  form.version = trim(root.attribute("version") ? root.attribute("version").value() : root.attribute("orx:version").value());
  if (form.form_id.empty()) reading.fault("/" + form.root_name, "form.no_id");
  if (form.form_id.size() > form_id_bytes_max)
    reading.fault("/" + form.root_name, "form.id_too_long", {{"limit", std::to_string(form_id_bytes_max)}});
  for (const std::string_view code : words(root.attribute("ca:unchecked").value()))
    for (FormLanguage& language : form.languages)
      if (language.code == code) language.checked = false;
  add_node(reading, root, "", no_index);
}

void read_binds(FormReading& reading) {
  for (const pugi::xml_node bind : reading.model.children("bind")) read_bind(reading, bind);
}

std::string resolve_path(std::string_view reference, std::string_view context) {
  reference = trim(reference);
  if (reference.starts_with("current()/")) reference.remove_prefix(10);
  std::string out(reference.starts_with('/') ? std::string_view{} : context);
  int depth = 0;  // inside a predicate, which does not belong to the path
  std::string step;
  const auto take = [&] {
    const std::string_view name = trim(step);
    if (name == "..") {
      out.resize(std::min(out.rfind('/'), out.size()));
    } else if (!name.empty() && name != ".") {
      out += '/';
      out += local_name(name);
    }
    step.clear();
  };
  for (const char c : reference) {
    if (c == '[') ++depth;
    if (c == '/' && depth == 0) take();
    if (c != '/' && c != ']' && depth == 0) step += c;
    if (c == ']') --depth;
  }
  take();
  return out;
}

}  // namespace cityaudit::ingest
