#pragma once
// Turns a sample audit's data into the posts that its phones would have sent: always the same ones for the same data,
// forms and seed. Pure; any thread.

#include "media/photo.h"
#include "server/sample/sample_data.h"

namespace cityaudit::server::sample {

struct PlannedFile {
  std::string name;  // as it stands in the XML
  std::string content_type;
  std::optional<media::SceneRequest> scene;  // a photo still to be drawn; else
  std::string bytes;
};

struct PlannedSubmission {
  std::string activity;     // code
  std::string instance_id;  // "uuid:…", version 5 of seed and index
  std::string xml;
  std::vector<PlannedFile> files;
  UtcMillis received_at;
  Outcome outcome = Outcome::approve;
  std::string reason;  // of a return
  int posts = 1;       // 2: the phone did not hear the first answer
};

/// The form of each activity, by the activity's code.
using SampleForms = std::map<std::string, const ingest::FormDefinition*, std::less<>>;

inline constexpr std::uint64_t sample_seed = 20180412;

/// In the order in which they were received.
Result<std::vector<PlannedSubmission>> plan_sample(const SampleData& data, const SampleForms& forms, std::uint64_t seed = sample_seed);

/// The instanceID of the index-th filled form of that seed.
std::string sample_instance_id(std::uint64_t seed, std::size_t index);

}  // namespace cityaudit::server::sample
