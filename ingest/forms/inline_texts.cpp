#include "ingest/forms/inline_texts.h"

#include "base/text.h"

#include <algorithm>
#include <map>
#include <set>

namespace cityaudit::ingest {
namespace {

bool is_name_byte(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.' || (c & 0x80); }

/// Whether `text` holds `name` as a whole word.
bool mentions(std::string_view text, std::string_view name) {
  for (std::size_t at = 0; (at = text.find(name, at)) != std::string_view::npos; ++at) {
    const bool begins = at == 0 || !is_name_byte(text[at - 1]);
    const std::size_t end = at + name.size();
    if (begins && (end == text.size() || !is_name_byte(text[end]))) return true;
  }
  return false;
}

/// "stops" of "randomize(instance('stops')/root/item[…])"
std::string instance_named_in(std::string_view nodeset) {
  constexpr std::string_view call = "instance(";
  const std::size_t at = nodeset.find(call);
  if (at == std::string_view::npos) return {};
  nodeset = trim(nodeset.substr(at + call.size()));
  if (nodeset.empty() || (nodeset.front() != '\'' && nodeset.front() != '"')) return {};
  const std::size_t close = nodeset.find(nodeset.front(), 1);
  return close == std::string_view::npos ? std::string() : std::string(nodeset.substr(1, close - 1));
}

std::string itext_call(const std::string& id) {
  const char quote = id.find('\'') == std::string::npos ? '\'' : '"';
  return std::string("jr:itext(") + quote + id + quote + ")";
}

class InlineTexts {
 public:
  InlineTexts(const pugi::xml_document& document, pugi::xml_node translation)
      : document_(document),
        model_(model_of(document)),
        translation_(translation),
        others_(translations_of(itext_of(document))),
        prefix_(prefix_with_colon(translation)) {
    std::erase(others_, translation);
    for (const pugi::xml_node text : translation.children())
      if (is_itext_text(text)) ids_.insert(text.attribute("id").value());
    for (const pugi::xml_node bind : model_.children()) {
      if (!is_element(bind) || local_name(bind.name()) != "bind") continue;
      binds_.emplace(trim(bind.attribute("nodeset").value()), bind);
      if (const pugi::xml_attribute id = bind.attribute("id")) paths_by_bind_.emplace(id.value(), trim(bind.attribute("nodeset").value()));
    }
  }

  void move() {
    const pugi::xml_node body = child_called(document_.document_element(), "body");
    move_lists(body);
    move_below(body, "/" + std::string(primary_root(document_).name()));
    for (const auto& [path, bind] : binds_) move_messages(path, bind);
  }

 private:
  std::string new_id(const std::string& wanted) {
    std::string id = wanted;
    for (int n = 2; !ids_.insert(id).second; ++n) id = wanted + "-" + std::to_string(n);
    return id;
  }

  /// The value of a new text; the other languages have a dash for it until somebody translates it.
  pugi::xml_node add_text(const std::string& id) {
    for (const pugi::xml_node other : others_) add_value(other, id).append_child(pugi::node_pcdata).set_value(untranslated.data());
    return add_value(translation_, id);
  }

  pugi::xml_node add_value(pugi::xml_node translation, const std::string& id) {
    pugi::xml_node text = translation.append_child((prefix_ + "text").c_str());
    text.append_attribute("id").set_value(id.c_str());
    return text.append_child((prefix_ + "value").c_str());
  }

  static bool is_blank(pugi::xml_node element) {
    for (const pugi::xml_node piece : element.children())
      if (is_element(piece) || !trim(piece.value()).empty()) return false;
    return true;
  }

  /// What stands in `from`, its references to answers included, becomes the text `id`.
  void move_content(pugi::xml_node from, const std::string& id) {
    pugi::xml_node value = add_text(id);
    while (pugi::xml_node piece = from.first_child()) value.append_move(piece);
  }

  std::string path_of(pugi::xml_node control, const std::string& around) const {
    if (const auto bound = paths_by_bind_.find(control.attribute("bind").value()); bound != paths_by_bind_.end()) return bound->second;
    const pugi::xml_attribute reference = control.attribute("ref") ? control.attribute("ref") : control.attribute("nodeset");
    const std::string_view path = trim(reference.value());
    if (path.empty()) return around;
    return path.front() == '/' ? std::string(path) : around + "/" + std::string(path);
  }

  void move_below(pugi::xml_node parent, const std::string& around) {
    for (const pugi::xml_node control : parent.children()) {
      if (!is_element(control)) continue;
      const std::string_view name = local_name(control.name());
      if (name == "itemset" || name == "label" || name == "hint") continue;
      std::string path = path_of(control, around);
      if (name == "item") path += "/" + std::string(trim(child_called(control, "value").child_value()));
      for (const char* kind : {"label", "hint"}) {
        pugi::xml_node text = child_called(control, kind);
        if (!text || text.attribute("ref") || is_blank(text)) continue;
        const std::string id = new_id(path + ":" + kind);
        move_content(text, id);
        text.append_attribute("ref").set_value(itext_call(id).c_str());
      }
      if (const auto bind = binds_.find(path); bind != binds_.end()) {
        move_messages(path, bind->second);
        binds_.erase(bind);
      }
      move_below(control, path);
    }
  }

  void move_messages(const std::string& path, pugi::xml_node bind) {
    for (pugi::xml_attribute attribute : bind.attributes()) {
      const std::string_view name = local_name(attribute.name());
      if (name != "constraintMsg" && name != "requiredMsg" && name != "noAppErrorString") continue;
      const std::string_view words = trim(attribute.value());
      if (words.empty() || words.starts_with("jr:itext(")) continue;
      const std::string id = new_id(path + ":jr:" + std::string(name));
      add_text(id).append_child(pugi::node_pcdata).set_value(attribute.value());
      attribute.set_value(itext_call(id).c_str());
    }
  }

  void move_lists(pugi::xml_node parent) {
    for (const pugi::xml_node child : parent.children()) {
      if (!is_element(child)) continue;
      if (local_name(child.name()) == "itemset")
        move_list(instance_named_in(child.attribute("nodeset").value()), child_called(child, "label").attribute("ref"));
      else
        move_lists(child);
    }
  }

  /// The choices of a list that stands in the form; `label` is the reference of an itemset, "label".
  void move_list(const std::string& list, pugi::xml_attribute label) {
    const std::string element = label.value();
    const auto plain = [](char c) { return is_name_byte(c); };
    if (list.empty() || element.empty() || !std::all_of(element.begin(), element.end(), plain)) return;
    const auto [moved, is_new] = lists_.emplace(std::pair(list, element), false);
    if (is_new) moved->second = move_choices(list, element);
    if (moved->second) label.set_value("jr:itext(itextId)");
  }

  bool move_choices(const std::string& list, const std::string& element) {
    std::vector<pugi::xml_node> choices = choices_of(list);
    const auto labelled = [&](pugi::xml_node choice) { return !is_blank(child_called(choice, element)); };
    const auto translated = [](pugi::xml_node choice) { return bool(child_called(choice, "itextId")); };
    if (std::none_of(choices.begin(), choices.end(), labelled) || std::any_of(choices.begin(), choices.end(), translated)) return false;
    const bool stays = asked_for_elsewhere(element);
    for (std::size_t i = 0; i < choices.size(); ++i) {
      const std::string id = new_id(list + "-" + std::to_string(i));
      pugi::xml_node text = child_called(choices[i], element);
      if (stays)
        add_text(id).append_child(pugi::node_pcdata).set_value(text.child_value());
      else
        move_content(text, id);
      const std::string name = prefix_with_colon(choices[i]) + "itextId";
      choices[i].prepend_child(name.c_str()).append_child(pugi::node_pcdata).set_value(id.c_str());
      if (!stays) choices[i].remove_child(text);
    }
    return true;
  }

  std::vector<pugi::xml_node> choices_of(const std::string& list) const {
    std::vector<pugi::xml_node> out;
    for (const pugi::xml_node instance : model_.children()) {
      if (!is_element(instance) || local_name(instance.name()) != "instance" || list != instance.attribute("id").value()) continue;
      for (const pugi::xml_node root : instance.children())
        for (const pugi::xml_node choice : root.children())
          if (is_element(choice)) out.push_back(choice);
    }
    return out;
  }

  /// Whether an expression may read that element of a choice: then it has to stay where it is.
  bool asked_for_elsewhere(const std::string& element) const {
    struct Walker : pugi::xml_tree_walker {
      std::string_view element;
      bool found = false;
      bool for_each(pugi::xml_node& node) override {
        const bool label_of_itemset = local_name(node.name()) == "label" && local_name(node.parent().name()) == "itemset";
        if (label_of_itemset || is_itext_text(node)) return true;
        for (const pugi::xml_attribute attribute : node.attributes()) {
          const std::string_view value = attribute.value();
          found = found || (mentions(value, element) && !value.starts_with("jr:itext("));
        }
        return !found;
      }
    } walker;
    walker.element = element;
    document_.document_element().traverse(walker);
    return walker.found;
  }

  const pugi::xml_document& document_;
  pugi::xml_node model_;
  pugi::xml_node translation_;
  std::vector<pugi::xml_node> others_;
  std::string prefix_;
  std::set<std::string> ids_;
  std::map<std::string, pugi::xml_node> binds_;  // by path; those whose messages have not been looked at
  std::map<std::string, std::string> paths_by_bind_;
  std::map<std::pair<std::string, std::string>, bool> lists_;  // list and element of its labels -> moved
};

pugi::xml_node find_unnamed(const std::vector<pugi::xml_node>& translations) {
  for (const pugi::xml_node translation : translations)
    if (is_unnamed_language(language_of(translation))) return translation;
  return {};
}

pugi::xml_node add_only_translation(const pugi::xml_document& document) {
  pugi::xml_node model = model_of(document);
  const std::string prefix = prefix_with_colon(model);
  pugi::xml_node itext = itext_of(document);
  if (!itext) itext = model.prepend_child((prefix + "itext").c_str());
  pugi::xml_node translation = itext.append_child((prefix + "translation").c_str());
  translation.append_attribute("lang");
  translation.append_attribute("default").set_value("true()");
  return translation;
}

}  // namespace

bool has_unnamed_language(const pugi::xml_document& document) {
  const auto translations = translations_of(itext_of(document));
  return translations.empty() || find_unnamed(translations);
}

Result<> name_text_language(pugi::xml_document& document, const std::string& language) {
  const auto translations = translations_of(itext_of(document));
  pugi::xml_node translation = find_unnamed(translations);
  if (!translation && !translations.empty()) return Error(ErrorKind::invalid, "form.languages_named");
  const auto called_so = [&](pugi::xml_node one) { return language_of(one) == language; };
  if (!is_language_name(language) || std::any_of(translations.begin(), translations.end(), called_so))
    return Error(ErrorKind::invalid, "form.language_unusable", {}, {{"language", language}});
  if (!translation) translation = add_only_translation(document);
  translation.attribute("lang").set_value(language.c_str());
  InlineTexts(document, translation).move();
  return {};
}

}  // namespace cityaudit::ingest
