#pragma once
// Lists beside the answers, as trees that expressions walk: the form's own, and files that come with it. Pure and thread-safe.

#include "base/result.h"
#include "ingest/forms/expressions/instance_tree.h"

#include <memory>
#include <string>
#include <string_view>

namespace cityaudit::ingest {

struct FileInstanceLimits {
  std::size_t bytes_max = 8'388'608;
  std::size_t cells_max = 1'000'000;
};

/// root/item with one child per column, as clients see a CSV file; the first line names the columns. Separated by comma or
/// semicolon. Error form.file_{too_large, unreadable}.
Result<std::shared_ptr<const InstanceTree>> read_csv_instance(std::string_view csv, const FileInstanceLimits& limits = {});

/// root/item with the features' properties, their id and `geometry` as ODK writes points, lines and areas.
Result<std::shared_ptr<const InstanceTree>> read_geojson_instance(std::string_view json, const FileInstanceLimits& limits = {});

/// By the name's ending; null for files that are no lists, such as pictures, and for those that cannot be read.
std::shared_ptr<const InstanceTree> read_file_instance(std::string_view name, std::string_view bytes);

}  // namespace cityaudit::ingest
