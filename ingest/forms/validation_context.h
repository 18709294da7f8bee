#pragma once
// What judging a filled form needs to know beside the form and the answers.

#include "base/clock.h"
#include "ingest/forms/expressions/dates.h"

#include <map>
#include <memory>
#include <string>

namespace cityaudit::ingest {

class InstanceTree;

/// Files of a form by name, read: "stops.csv".
using FileInstances = std::map<std::string, std::shared_ptr<const InstanceTree>, std::less<>>;

struct ValidationContext {
  /// What now() and today() are. By default the end of the year 9999: nothing lies in the future then.
  UtcMillis now{253'402'300'799'999};
  /// Of the phone, for dates that name no zone.
  UtcOffset utc_offset = 0;
  /// Lists that come as files; null, or one missing: choices from it are not judged.
  const FileInstances* files = nullptr;
};

}  // namespace cityaudit::ingest
