#include "ingest/forms/instance.h"

#include "base/settings.h"
#include "base/text.h"
#include "ingest/forms/xml.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>

namespace cityaudit::ingest {
namespace {

Error refusal(XmlFault fault, const InstanceLimits& limits) {
  switch (fault) {
    case XmlFault::too_large:
      return Error(ErrorKind::too_large, "submission.xml_too_large", {}, {{"limit_bytes", std::to_string(limits.bytes_max)}});
    case XmlFault::not_utf8: return Error(ErrorKind::invalid, "submission.not_utf8");
    case XmlFault::dtd: return Error(ErrorKind::invalid, "submission.dtd_refused");
    case XmlFault::too_deep: return Error(ErrorKind::invalid, "submission.too_deep", {}, {{"limit", std::to_string(limits.depth_max)}});
    case XmlFault::too_many_nodes:
      return Error(ErrorKind::invalid, "submission.too_many_nodes", {}, {{"limit", std::to_string(limits.nodes_max)}});
    case XmlFault::none:
    case XmlFault::malformed: break;
  }
  return Error(ErrorKind::invalid, "submission.unreadable");
}

/// The text of an element without child elements: its text and CDATA pieces together.
std::string text_of(pugi::xml_node node) {
  const pugi::xml_node first = node.first_child();
  if (!first) return {};
  std::string out = first.value();
  for (pugi::xml_node piece = first.next_sibling(); piece; piece = piece.next_sibling()) out += piece.value();
  return out;
}

bool has_elements(pugi::xml_node node) {
  for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling())
    if (is_element(child)) return true;
  return false;
}

/// How many siblings of each name there were so far. Few names are compared one by one, many are hashed.
class SiblingCount {
 public:
  std::uint32_t next(std::string_view name) {
    if (!few_.empty() && few_.back().name == name) return ++few_.back().count;
    if (!many_.empty()) return ++many_[name];
    const std::size_t hash = std::hash<std::string_view>{}(name);
    for (Sibling& known : few_)
      if (known.hash == hash && known.name == name) return ++known.count;
    if (few_.size() < 64) {
      few_.push_back({hash, name, 1});
      return 1;
    }
    for (const Sibling& known : few_) many_.emplace(known.name, known.count);
    few_.clear();
    return ++many_[name];
  }

 private:
  struct Sibling {
    std::size_t hash;
    std::string_view name;
    std::uint32_t count;
  };
  std::vector<Sibling> few_;
  std::unordered_map<std::string_view, std::uint32_t> many_;
};

/// Lists the leaves below the root, keeping one path and one position list that grow and shrink.
class LeafWalk {
 public:
  /// Long names deep in a tree would be repeated in every path below them: `paths_bytes_max` bounds that.
  LeafWalk(Answers& out, std::size_t paths_bytes_max) : out_(out), paths_bytes_left_(paths_bytes_max) {}

  /// False when the paths are over their bound.
  bool walk(pugi::xml_node root) {
    path_ = "/";
    path_ += local_name(root.name());
    return children(root);
  }

 private:
  bool children(pugi::xml_node parent) {
    SiblingCount count;
    for (pugi::xml_node child = parent.first_child(); child; child = child.next_sibling()) {
      if (!is_element(child)) continue;
      const std::string_view name = local_name(child.name());
      if (!element(child, name, count.next(name))) return false;
    }
    return true;
  }

  bool element(pugi::xml_node node, std::string_view name, std::uint32_t position) {
    const std::size_t length = path_.size();
    path_ += '/';
    path_ += name;
    positions_.push_back(position);
    bool fits = true;
    if (has_elements(node)) {
      fits = children(node);
    } else if (path_.size() > paths_bytes_left_) {
      fits = false;
    } else {
      paths_bytes_left_ -= path_.size();
      out_.push_back({path_, positions_, text_of(node)});
    }
    positions_.pop_back();
    path_.resize(length);
    return fits;
  }

  Answers& out_;
  std::size_t paths_bytes_left_;
  std::string path_;
  Positions positions_;
};

/// Reads meta, which may stand in the instance's namespace or in OpenRosa's, under any prefix.
void read_meta(pugi::xml_node root, InstanceHead& head) {
  const auto take = [](std::string& into, pugi::xml_node entry) {
    if (into.empty()) into = trim(text_of(entry));
  };
  for (pugi::xml_node meta = root.first_child(); meta; meta = meta.next_sibling()) {
    if (!is_element(meta) || local_name(meta.name()) != "meta") continue;
    const std::string_view meta_namespace = namespace_of_prefix(meta, prefix_of(meta.name()));
    if (meta_namespace != head.root_namespace && !meta_namespace.starts_with("http://openrosa.org/xforms")) continue;
    for (const pugi::xml_node entry : meta.children()) {
      if (!is_element(entry)) continue;
      const std::string_view name = local_name(entry.name());
      if (name == "instanceID") take(head.instance_id, entry);
      if (name == "deprecatedID") take(head.deprecated_id, entry);
      if (name == "instanceName") take(head.instance_name, entry);
    }
  }
}

Result<InstanceHead> read_head(pugi::xml_node root, const InstanceLimits& limits) {
  InstanceHead head;
  head.root_name = local_name(root.name());
  head.root_namespace = namespace_of_prefix(root, prefix_of(root.name()));
  for (const pugi::xml_attribute attribute : root.attributes()) {
    const std::string_view name = attribute.name();
    if (name == "id") head.form_id = trim(attribute.value());
    if (name == "version" || (name.ends_with(":version") && head.form_version.empty())) head.form_version = trim(attribute.value());
    if (name == "encrypted" && equals_ignoring_case(attribute.value(), "yes")) return Error(ErrorKind::invalid, "submission.encrypted");
  }
  if (head.form_id.empty()) head.form_id = head.root_namespace;
  if (head.form_id.empty()) return Error(ErrorKind::invalid, "submission.no_form_id");
  read_meta(root, head);
  if (head.instance_id.empty()) return Error(ErrorKind::invalid, "submission.no_instance_id");
  for (const std::string* id : {&head.instance_id, &head.deprecated_id}) {
    const bool has_line_end = std::any_of(id->begin(), id->end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (id->size() > limits.instance_id_bytes_max || has_line_end)
      return Error(ErrorKind::invalid, "submission.instance_id_unusable", {}, {{"limit", std::to_string(limits.instance_id_bytes_max)}});
  }
  return head;
}

}  // namespace

InstanceLimits InstanceLimits::from(const Settings& settings) {
  InstanceLimits limits;
  limits.bytes_max = settings.size("openrosa.xml_bytes_max");
  limits.depth_max = settings.size("openrosa.xml_depth_max");
  limits.nodes_max = settings.size("openrosa.xml_nodes_max");
  return limits;
}

Result<Instance> read_instance(std::string_view xml, const InstanceLimits& limits) {
  XmlDocument document;
  const XmlFault fault = document.read(xml, {limits.bytes_max, limits.depth_max, limits.nodes_max});
  if (fault != XmlFault::none) return refusal(fault, limits);
  CITYAUDIT_TRY(head, read_head(document.root(), limits));
  Instance instance;
  instance.head = std::move(head);
  instance.answers.reserve(64);
  if (!LeafWalk(instance.answers, 8 * limits.bytes_max).walk(document.root())) return refusal(XmlFault::too_many_nodes, limits);
  return instance;
}

std::string_view answer_at(const Answers& answers, std::string_view path) {
  for (const Answer& answer : answers)
    if (answer.path == path)
      if (const std::string_view text = trim(answer.value); !text.empty()) return text;
  return {};
}

}  // namespace cityaudit::ingest
