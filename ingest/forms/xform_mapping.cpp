// The ca: attributes of a form being read: the analysis mapping (docs/data-model.md).

#include "base/text.h"
#include "ingest/forms/xform_reading.h"
#include "ingest/taxonomy.h"

#include <algorithm>
#include <optional>

namespace cityaudit::ingest {
namespace {

constexpr Role roles[] = {Role::score, Role::polarity,    Role::comment, Role::photo,  Role::people,
                          Role::place, Role::perspective, Role::speaker, Role::theme,  Role::code,
                          Role::at,    Role::stop,        Role::walk,    Role::credit, Role::ignore};
constexpr std::string_view purposes[] = {"take_part", "record_audio", "analyse", "quote", "publish_photo", "contact_later", "archive"};

std::string known_roles() {
  std::string out;
  for (const Role role : roles) out += std::string(to_word(role)) + ", ";
  return out + "consent:…";
}

std::string known_purposes() {
  std::string out;
  for (const std::string_view purpose : purposes) out += (out.empty() ? "" : ", ") + std::string(purpose);
  return out;
}

void read_role(FormReading& reading, std::string_view word, const std::string& path, MappingAttributes& mapping) {
  if (word.starts_with("consent:")) {
    mapping.role = Role::consent;
    mapping.purpose = word.substr(8);
    if (std::find(std::begin(purposes), std::end(purposes), mapping.purpose) == std::end(purposes))
      reading.fault(path, "form.unknown_purpose", {{"purpose", mapping.purpose}, {"known", known_purposes()}});
    return;
  }
  for (const Role role : roles)
    if (to_word(role) == word) mapping.role = role;
  if (mapping.role == Role::none) reading.fault(path, "form.unknown_role", {{"role", std::string(word)}, {"known", known_roles()}});
}

void read_keep(FormReading& reading, std::string_view value, const std::string& path, MappingAttributes& mapping) {
  for (const std::string_view word : words(value))
    if (!add_origin_part(mapping.keep, word))
      reading.fault(path, "form.unknown_keep", {{"word", std::string(word)}, {"known", std::string(origin_part_words)}});
}

/// Nothing is kept unannounced: apps show the hint and nothing else.
void check_keep(FormReading& reading, const Bind& bind, const Control* control) {
  if (!bind.mapping.keep.any()) return;
  if (bind.mapping.role != Role::photo)
    reading.fault(bind.path, "form.keep_without_photo");
  else if (control && control->hint.empty())
    reading.fault(bind.path, "form.keep_without_hint", {{"words", to_words(bind.mapping.keep)}});
}

void check_scale(FormReading& reading, const Bind& bind) {
  const MappingAttributes& mapping = bind.mapping;
  if (mapping.role == Role::score && mapping.scale.empty()) reading.fault(bind.path, "form.score_without_scale");
  if (mapping.scale.size() == 1) reading.fault(bind.path, "form.scale_too_short", {{"value", mapping.scale.front()}});
  std::vector<std::string> sorted = mapping.scale;
  std::sort(sorted.begin(), sorted.end());
  if (const auto twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end())
    reading.fault(bind.path, "form.scale_value_twice", {{"value", *twice}});
  const Control* control = reading.form.find_control(bind.path);
  const ChoiceList* choices = control ? reading.form.choices_of(*control) : nullptr;
  if (!choices) return;
  for (const std::string& value : mapping.scale)
    if (!choices->find(value)) reading.fault(bind.path, "form.scale_value_unknown", {{"value", value}});
}

/// A sibling's name, ${name}, or a path; empty when there is no such node.
std::string resolve_of(const FormDefinition& form, const Bind& bind) {
  std::string_view of = bind.mapping.of;
  if (of.starts_with('/') || of.starts_with('.')) {
    const Node* node = form.find_node(resolve_path(of, bind.path));
    return node ? node->path : std::string();
  }
  if (of.starts_with("${") && of.ends_with("}")) of = trim(of.substr(2, of.size() - 3));
  if (const Node* sibling = form.find_node(resolve_path("../" + std::string(of), bind.path))) return sibling->path;
  const Node* found = nullptr;
  for (const Node& node : form.nodes) {
    if (node.name != of) continue;
    if (found) return {};
    found = &node;
  }
  return found ? found->path : std::string();
}

bool has_theme_answer(const FormDefinition& form, const std::string& path) {
  return std::any_of(form.binds.begin(), form.binds.end(),
                     [&](const Bind& bind) { return bind.mapping.role == Role::theme && bind.mapping.of == path; });
}

}  // namespace

MappingAttributes read_mapping(FormReading& reading, pugi::xml_node bind, const std::string& path) {
  MappingAttributes mapping;
  bool any = false;
  for (const pugi::xml_attribute attribute : bind.attributes()) {
    const std::string_view name = attribute.name();
    if (!name.starts_with("ca:")) continue;
    const std::string_view value = trim(attribute.value());
    any = any || !value.empty();
    if (name == "ca:as") {
      if (!value.empty()) read_role(reading, value, path, mapping);
    } else if (name == "ca:theme") {
      mapping.theme = value;
    } else if (name == "ca:scale") {
      for (const std::string_view word : words(value)) mapping.scale.emplace_back(word);
    } else if (name == "ca:polarity") {
      mapping.polarity = value;
      if (!value.empty() && !is_polarity(value)) reading.fault(path, "form.unknown_polarity", {{"polarity", mapping.polarity}});
    } else if (name == "ca:of") {
      mapping.of = value;
    } else if (name == "ca:keep") {
      read_keep(reading, value, path, mapping);
    } else {
      reading.fault(path, "form.unknown_mapping_attribute", {{"attribute", std::string(name)}});
    }
  }
  if (any && trim(bind.attribute("ca:as").value()).empty()) reading.fault(path, "form.mapping_without_role");
  return mapping;
}

void check_mapping(FormReading& reading) {
  FormDefinition& form = reading.form;
  for (Bind& bind : form.binds) {
    MappingAttributes& mapping = bind.mapping;
    if (!mapping.of.empty()) {
      std::string path = resolve_of(form, bind);
      if (path.empty()) reading.fault(bind.path, "form.of_unknown", {{"of", mapping.of}});
      mapping.of = std::move(path);
    }
    if (!mapping.theme.empty() && !read_theme_code(mapping.theme)) {
      reading.fault(bind.path, "form.theme_not_a_code", {{"theme", mapping.theme}});
    } else if (!mapping.theme.empty() && reading.themes && !reading.themes->find(mapping.theme)) {
      reading.fault(bind.path, "form.unknown_theme", {{"theme", mapping.theme}});
    }
    check_scale(reading, bind);
    const Control* control = form.find_control(bind.path);
    if (mapping.role == Role::photo && bind.type != AnswerType::binary && !(control && control->kind == ControlKind::upload))
      reading.fault(bind.path, "form.photo_without_upload");
    check_keep(reading, bind, control);
  }
  for (const Bind& bind : form.binds)
    if (bind.mapping.role == Role::score && bind.mapping.theme.empty() && !has_theme_answer(form, bind.path))
      reading.fault(bind.path, "form.score_without_theme");
}

}  // namespace cityaudit::ingest
