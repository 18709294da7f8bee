#pragma once
// Candidate findings, worked out from the aggregates for people to judge: by theme and area, what each instrument says, every
// number with its unit, and a few photos and quotes. Thread-safe; calls block.
//
// Rule (docs/data-model.md, "Candidate findings"). An instrument has a say in a cell from 5 people on. A walk says strength
// from 60 points, weakness up to 40, mixed in between; PhotoVoice says strength or weakness when more than half of the photos
// that take a side are up or down, else mixed. Instruments that differ make the finding mixed: they are never averaged.
// Themes of level 2 are looked at for both instruments; of level 1 where photos were sent about that theme itself.

#include "analysis/evidence.h"
#include "base/messages.h"
#include "ingest/audits.h"
#include "ingest/taxonomy.h"

namespace cityaudit::analysis {

enum class FindingPolarity { strength, weakness, mixed };
std::string_view to_word(FindingPolarity polarity);

/// Nothing when the instrument has no say: too few people.
std::optional<FindingPolarity> says(const ScoreFigure& walk);
std::optional<FindingPolarity> says(const PhotoFigure& photovoice);
/// Of what the instruments say; nothing when none says anything.
std::optional<FindingPolarity> together(std::optional<FindingPolarity> walk, std::optional<FindingPolarity> photovoice);

/// What one instrument brings to a finding.
struct Support {
  std::string instrument;                     // walk, photovoice
  std::int64_t people = 0, people_total = 0;  // who spoke about it, of those whose answers of this instrument count
  std::int64_t units = 0, units_total = 0;
  std::string unit;  // stops, photos
  Show show = Show::none;
  std::optional<double> score;               // walk: points, median or mean as `show` allows
  std::int64_t up = 0, down = 0, mixed = 0;  // photovoice: photos
  ingest::Localized text;                    // "3 of 5 walkers at 2 of 7 stops"
};

struct Finding {
  ingest::Theme theme;
  FindingPolarity polarity = FindingPolarity::mixed;
  std::optional<ingest::Area> area;  // none: the whole audit
  std::vector<Support> support;
  std::vector<Evidence> examples;  // photos and quotes, those that agree with the finding first
};

struct Findings {
  ingest::Localized note;         // what these are and are not
  std::vector<Finding> findings;  // by theme; the whole audit before its areas
};

Result<Findings> findings(store::Database& database, ingest::FormVersions& forms, const Messages& messages, ingest::AuditId audit,
                          Counted counted, const FigureOptions& options);

}  // namespace cityaudit::analysis
