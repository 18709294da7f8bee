#include "ingest/forms/xlsform/notes.h"

#include "base/text.h"

#include <algorithm>
#include <numeric>

namespace cityaudit::ingest {
namespace {

constexpr std::size_t word_bytes_max = 64;     // longer words are no misspelt names
constexpr std::size_t candidates_max = 1'000;  // a suggestion is a courtesy: it may not cost seconds

FieldError note_of(const Place& place, std::string code, std::vector<MessageArgument> arguments) {
  arguments.push_back({"sheet", place.sheet});
  arguments.push_back({"row", std::to_string(place.row)});
  arguments.push_back({"column", place.column});
  arguments.push_back({"header", place.header});
  return {to_text(place), std::move(code), std::move(arguments)};
}

/// Levenshtein's, with swapped neighbours counting one.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> steps(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) steps[i][0] = i;
  std::iota(steps[0].begin(), steps[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = steps[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      steps[i][j] = std::min({steps[i - 1][j] + 1, steps[i][j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) steps[i][j] = std::min(steps[i][j], steps[i - 2][j - 2] + 1);
    }
  return steps[a.size()][b.size()];
}

}  // namespace

std::string to_text(const Place& place) {
  if (place.row == 0) return place.sheet;
  return place.sheet + "!" + place.column + std::to_string(place.row);
}

void ImportNotes::fault(const Place& place, std::string code, std::vector<MessageArgument> arguments) {
  // The same text may be written in several places of the XForm: it is wrong once.
  if (!told_.insert(to_text(place) + " " + code + (arguments.empty() ? std::string() : " " + arguments.front().value)).second) return;
  if (++fault_count_ <= faults_max_) faults_.push_back(note_of(place, std::move(code), std::move(arguments)));
}

void ImportNotes::warn(const Place& place, std::string code, std::vector<MessageArgument> arguments) {
  if (warnings_.size() < faults_max_) warnings_.push_back(note_of(place, std::move(code), std::move(arguments)));
}

Error ImportNotes::error() const {
  const bool single = fault_count_ == 1;
  Error error(ErrorKind::invalid, single ? faults_.front().code : "form.faulty", {},
              single ? faults_.front().arguments : std::vector<MessageArgument>{{"count", std::to_string(fault_count_)}});
  error.fields = faults_;
  return error;
}

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  std::string best;
  if (word.size() > word_bytes_max) return best;
  const std::string lower = to_lower_ascii(word);
  // A third of the letters may be wrong, never all of them.
  std::size_t best_distance = std::min(std::max<std::size_t>(1, word.size() / 3) + 1, word.size());
  std::size_t tried = 0;
  for (const std::string& candidate : known) {
    const std::size_t longer = std::max(candidate.size(), word.size()) - std::min(candidate.size(), word.size());
    if (candidate.size() > word_bytes_max || longer >= best_distance) continue;
    if (++tried > candidates_max) break;
    const std::size_t steps = distance(lower, to_lower_ascii(candidate));
    if (steps >= best_distance || candidate == word) continue;
    best_distance = steps;
    best = candidate;
  }
  return best;
}

}  // namespace cityaudit::ingest
