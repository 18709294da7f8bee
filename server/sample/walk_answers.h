#pragma once
// What an observer answers at a stop of a city walk: levels of the stop, moved by the observer's view and by chance.
// Pure; any thread.

#include "server/sample/filled_form.h"
#include "server/sample/generator.h"
#include "server/sample/random.h"

namespace cityaudit::server::sample {

struct AnsweredForm {
  FilledForm form;
  std::vector<PlannedFile> files;
};

struct WalkVisit {
  const SampleData& data;
  const SampleWalk& walk;
  const SampleStop& stop;
  const SampleObserver& observer;
  UtcMillis at;  // of the observation
  std::uint64_t seed = 0;
};

/// Whether the observer stood there at all.
bool is_present(const SampleData& data, const SampleStop& stop, const SampleObserver& observer);

AnsweredForm answer_walk(const WalkVisit& visit);

/// "2018-06-18T20:14:00.000+02:00": phones write local time. All field work of 2018 lies in summer time.
std::string to_local_time(UtcMillis t);

/// "50.10932 14.43961 0 9": within some `metres` of the place.
std::string to_geopoint(double latitude, double longitude, std::int64_t metres, Random& random);

/// A photo to be drawn, named as phones name them.
PlannedFile planned_photo(UtcMillis taken_at, std::string_view motif, std::string_view polarity, Random& random);

}  // namespace cityaudit::server::sample
