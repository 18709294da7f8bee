#pragma once
// Reads a filled form (instance XML) without knowing its form: who it is, and its answers in order. Pure and thread-safe.
// What is refused here is unusable for every form; what a person filled in is never refused.

#include "base/result.h"

#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit {
class Settings;
}

namespace cityaudit::ingest {

struct InstanceLimits {
  std::size_t bytes_max = 1'048'576;
  std::size_t depth_max = 32;
  std::size_t nodes_max = 50'000;  // XML elements
  std::size_t instance_id_bytes_max = 255;

  static InstanceLimits from(const Settings& settings);  // openrosa.xml_*
};

/// What intake needs to find the form version and to recognise a repeated post.
struct InstanceHead {
  std::string root_name;
  std::string root_namespace;  // declared on the root element; may be empty
  std::string form_id;         // the root's id attribute, else its namespace
  std::string form_version;    // empty when the root gives none
  std::string instance_id;     // meta/instanceID, trimmed: "uuid:…"
  std::string deprecated_id;   // meta/deprecatedID: the version this one replaces; empty for a first version
  std::string instance_name;   // meta/instanceName; may be empty
};

/// Places among siblings, from the root's child down.
using Positions = boost::container::small_vector<std::uint32_t, 4>;

/// One leaf of the instance. Values are valid UTF-8 without control characters other than tab and line ends.
struct Answer {
  std::string path;     // "/data/photos/caption", local names
  Positions positions;  // per step below the root, 1-based place among siblings of that name: {2, 1}
  std::string value;    // as filled in, not trimmed
};

using Answers = std::vector<Answer>;

struct Instance {
  InstanceHead head;
  Answers answers;  // in document order
};

/// The instance, or an Error: submission.{unreadable, not_utf8, dtd_refused, too_deep, too_many_nodes, xml_too_large,
/// no_form_id, no_instance_id, instance_id_unusable, encrypted}.
Result<Instance> read_instance(std::string_view xml, const InstanceLimits& limits = {});

/// The first answer at `path` that is not blank, trimmed; empty when there is none.
std::string_view answer_at(const Answers& answers, std::string_view path);

}  // namespace cityaudit::ingest
