#include "server/sample/filled_form.h"

#include "base/text.h"

#include <fmt/format.h>

namespace cityaudit::server::sample {
namespace {

class InstanceWriter {
 public:
  explicit InstanceWriter(const ingest::FormDefinition& form) : form_(form), children_(form.nodes.size()) {
    for (std::size_t i = 0; i < form.nodes.size(); ++i)
      if (form.nodes[i].parent != ingest::no_index) children_[form.nodes[i].parent].push_back(i);
  }

  Result<std::string> write(const FilledForm& filled, std::string_view instance_id) {
    instance_id_ = instance_id;
    std::string inside = contents(0, filled);
    const std::size_t answers = filled.answers.size() + repeat_answers(filled);
    if (written_ != answers)
      return Error(ErrorKind::internal, "sample.form_mismatch",
                   fmt::format("{}: {} of {} answers have a question", form_.form_id, written_, answers));
    const std::string name_space =
        form_.instance_namespace.empty() ? std::string() : fmt::format(" xmlns=\"{}\"", escape_xml(form_.instance_namespace));
    return fmt::format("<?xml version='1.0' ?><{}{} xmlns:orx=\"http://openrosa.org/xforms\" id=\"{}\" version=\"{}\">{}</{}>",
                       form_.root_name, name_space, escape_xml(form_.form_id), escape_xml(form_.version), inside, form_.root_name);
  }

 private:
  static std::size_t repeat_answers(const FilledForm& filled) {
    std::size_t count = 0;
    for (const auto& [name, repetitions] : filled.repeats)
      for (const FilledForm& one : repetitions) count += one.answers.size();
    return count;
  }

  std::string contents(std::size_t parent, const FilledForm& filled) {
    std::string out;
    for (const std::size_t child : children_[parent]) {
      const ingest::Node& node = form_.nodes[child];
      if (node.is_repeat) {
        const auto found = filled.repeats.find(node.name);
        if (found == filled.repeats.end()) continue;
        for (const FilledForm& one : found->second) out += fmt::format("<{0}>{1}</{0}>", node.name, contents(child, one));
      } else if (node.name == "meta") {
        out += meta(child, filled);
      } else if (node.leaf) {
        out += leaf(node, filled);
      } else if (const std::string inside = contents(child, filled); !inside.empty()) {
        out += fmt::format("<{0}>{1}</{0}>", node.name, inside);
      }
    }
    return out;
  }

  std::string leaf(const ingest::Node& node, const FilledForm& filled) {
    if (const auto found = filled.answers.find(node.name); found != filled.answers.end()) {
      ++written_;
      if (found->second.empty()) return fmt::format("<{}/>", node.name);
      return fmt::format("<{0}>{1}</{0}>", node.name, escape_xml(found->second));
    }
    if (const auto found = filled.technical.find(node.name); found != filled.technical.end())
      return fmt::format("<{0}>{1}</{0}>", node.name, escape_xml(found->second));
    return {};
  }

  std::string meta(std::size_t node, const FilledForm& filled) {
    std::string out = fmt::format("<orx:instanceID>{}</orx:instanceID>", escape_xml(instance_id_));
    for (const std::size_t child : children_[node])
      if (const auto found = filled.technical.find(form_.nodes[child].name); found != filled.technical.end())
        out += fmt::format("<orx:{0}>{1}</orx:{0}>", form_.nodes[child].name, escape_xml(found->second));
    return fmt::format("<orx:meta>{}</orx:meta>", out);
  }

  const ingest::FormDefinition& form_;
  std::vector<std::vector<std::size_t>> children_;
  std::string_view instance_id_;
  std::size_t written_ = 0;
};

}  // namespace

Result<std::string> to_instance_xml(const ingest::FormDefinition& form, const FilledForm& filled, std::string_view instance_id) {
  return InstanceWriter(form).write(filled, instance_id);
}

}  // namespace cityaudit::server::sample
