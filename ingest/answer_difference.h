#pragma once
// What a new revision of a submission changed, answer by answer, as people read answers. Pure; thread-safe.

#include "ingest/submission_view.h"

namespace cityaudit::ingest {

struct AnswerChange {
  ViewedAnswer before, after;  // one of them without a path: the answer is new, or is gone
};

/// In the order of the newer answers, then what is gone. The same answer is the one at the same path.
std::vector<AnswerChange> compare_answers(const std::vector<ViewedAnswer>& before, const std::vector<ViewedAnswer>& after);

}  // namespace cityaudit::ingest
