#include "tests/support/xform_structure.h"

#include "base/text.h"
#include "ingest/forms/xml.h"

#include <algorithm>
#include <map>

namespace cityaudit::tests {
namespace {

using ingest::is_element;
using ingest::local_name;

/// Spaces outside quotation marks do not count in expressions, nor around paths.
std::string without_spaces(std::string_view text) {
  std::string out;
  char quote = 0;
  for (const char c : text) {
    if (quote ? c == quote : c == '\'' || c == '"') quote = quote ? '\0' : c;
    if (quote || (c != ' ' && c != '\n' && c != '\t')) out += c;
  }
  return out;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) text.replace(at, from.size(), to);
  return text;
}

/// Typographic quotation marks as plain ones, runs of white space as one space.
std::string plain_text(std::string_view text) {
  std::string out;
  for (const std::string_view word : words(text)) out += (out.empty() ? "" : " ") + std::string(word);
  for (const char* mark : {"\u201c", "\u201d"}) out = replaced(out, mark, "\"");
  for (const char* mark : {"\u2018", "\u2019"}) out = replaced(out, mark, "'");
  return out;
}

class Structure {
 public:
  /// False when the text is no XForm.
  bool read(std::string_view xml) {
    if (document_.read(xml, {64'000'000, 128, 4'000'000}) != ingest::XmlFault::none) return false;
    const pugi::xml_node html = document_.root();
    ingest::canonicalise_names(html);
    const pugi::xml_node head = html.child("h:head");
    model_ = head.child("model");
    if (!model_) return false;
    for (const pugi::xml_node child : model_.child("instance").children())
      if (is_element(child)) root_ = child;
    root_name_ = local_name(root_.name());
    unordered_.push_back("title " + plain_text(head.child("h:title").text().get()));
    read_model();
    for (const pugi::xml_node child : html.child("h:body").children()) read_body(child, "");
    unordered_.push_back(line("h:body", html.child("h:body")));
    std::sort(unordered_.begin(), unordered_.end());
    return true;
  }

  const std::vector<std::string>& unordered() const { return unordered_; }
  const std::vector<std::string>& ordered() const { return ordered_; }

 private:
  /// Paths begin with the root's name, which tools choose differently.
  std::string expression(std::string_view text) const {
    std::string out = without_spaces(text);
    if (root_name_ == "data") return out;
    for (const char* end : {"/", ":"}) out = replaced(std::move(out), "/" + root_name_ + end, std::string("/data") + end);
    return out == "/" + root_name_ ? "/data" : out;
  }

  std::string line(std::string kind, pugi::xml_node node) const {
    std::vector<std::string> attributes;
    for (const pugi::xml_attribute attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      if (name.starts_with("xmlns:")) continue;
      attributes.push_back(std::string(name) + "=" + plain_text(expression(attribute.value())));
    }
    std::sort(attributes.begin(), attributes.end());
    for (const std::string& attribute : attributes) kind += " " + attribute;
    return kind;
  }

  std::string content(pugi::xml_node node) const {
    std::string out;
    for (const pugi::xml_node piece : node.children()) {
      if (!is_element(piece)) {
        out += piece.value();
      } else {
        out += " [" + expression(piece.attribute("value").value()) + "] ";
      }
    }
    return plain_text(out);
  }

  void read_model() {
    for (const pugi::xml_node child : model_.children()) {
      const std::string_view name = child.name();
      if (name == "bind" || name == "submission" || name == "setvalue" || name.starts_with("odk:"))
        unordered_.push_back(line(std::string(name), child));
      if (name == "itext") read_texts(child);
      if (name == "instance" && child != model_.child("instance")) read_instance(child, line("instance", child));
    }
    read_instance(root_, "primary");
    unordered_.push_back(line("primary root", root_));
  }

  void read_texts(pugi::xml_node itext) {
    for (const pugi::xml_node translation : itext.children("translation")) {
      unordered_.push_back(line("translation", translation));
      for (const pugi::xml_node text : translation.children("text"))
        for (const pugi::xml_node value : text.children("value"))
          unordered_.push_back("text " + std::string(translation.attribute("lang").value()) + " " +
                               expression(text.attribute("id").value()) + " " + value.attribute("form").value() + ": " + content(value));
    }
  }

  void read_instance(pugi::xml_node node, const std::string& path) {
    for (const pugi::xml_node child : node.children()) {
      if (!is_element(child)) continue;
      const std::string here = path + "/" + std::string(local_name(child.name()));
      const bool leaf = std::none_of(child.begin(), child.end(), is_element);
      ordered_.push_back(line(here, child) + (leaf ? ": " + plain_text(child.text().get()) : ""));
      read_instance(child, here);
    }
  }

  void read_body(pugi::xml_node node, const std::string& path) {
    if (!is_element(node)) return;
    const std::string_view name = node.name();
    const bool empty_label = name == "label" && !node.first_attribute() && content(node).empty();
    if (empty_label) return;
    const std::string here = path + "/" + std::string(name);
    const bool text = name == "label" || name == "hint";
    ordered_.push_back(line("body" + here, node) + (text ? ": " + content(node) : ""));
    if (text) return;
    // What stands in a repeat or a control to act when something happens has no order.
    for (const pugi::xml_node child : node.children()) read_body(child, here);
  }

  ingest::XmlDocument document_;
  pugi::xml_node model_, root_;
  std::string root_name_;
  std::vector<std::string> unordered_, ordered_;
};

void compare_sets(std::vector<std::string> expected, std::vector<std::string> actual, std::vector<std::string>& out) {
  std::sort(expected.begin(), expected.end());
  std::sort(actual.begin(), actual.end());
  std::vector<std::string> missing, extra;
  std::set_difference(expected.begin(), expected.end(), actual.begin(), actual.end(), std::back_inserter(missing));
  std::set_difference(actual.begin(), actual.end(), expected.begin(), expected.end(), std::back_inserter(extra));
  for (const std::string& line : missing) out.push_back("- " + line);
  for (const std::string& line : extra) out.push_back("+ " + line);
}

}  // namespace

std::vector<std::string> structural_differences(std::string_view expected, std::string_view actual) {
  Structure wanted, made;
  if (!wanted.read(expected)) return {"- the expected document is no XForm"};
  if (!made.read(actual)) return {"+ the actual document is no XForm"};
  std::vector<std::string> out;
  compare_sets(wanted.unordered(), made.unordered(), out);
  compare_sets(wanted.ordered(), made.ordered(), out);
  if (!out.empty()) return out;
  for (std::size_t i = 0; i < wanted.ordered().size(); ++i)
    if (wanted.ordered()[i] != made.ordered()[i]) return {"~ " + wanted.ordered()[i] + " | " + made.ordered()[i]};
  return out;
}

}  // namespace cityaudit::tests
