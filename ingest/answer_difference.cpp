#include "ingest/answer_difference.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

const ViewedAnswer* find(const std::vector<ViewedAnswer>& answers, const std::string& path) {
  const auto found = std::find_if(answers.begin(), answers.end(), [&](const ViewedAnswer& each) { return each.path == path; });
  return found == answers.end() ? nullptr : &*found;
}

}  // namespace

std::vector<AnswerChange> compare_answers(const std::vector<ViewedAnswer>& before, const std::vector<ViewedAnswer>& after) {
  std::vector<AnswerChange> out;
  for (const ViewedAnswer& now : after) {
    const ViewedAnswer* earlier = find(before, now.path);
    if (!earlier)
      out.push_back({{}, now});
    else if (earlier->value != now.value || earlier->erased != now.erased)
      out.push_back({*earlier, now});
  }
  for (const ViewedAnswer& earlier : before)
    if (!find(after, earlier.path)) out.push_back({earlier, {}});
  return out;
}

}  // namespace cityaudit::ingest
