#pragma once
// What a PhotoVoice participant sends in one delivery. Pure; any thread.

#include "server/sample/walk_answers.h"

namespace cityaudit::server::sample {

AnsweredForm answer_photovoice(const SampleData& data, const SampleParticipant& participant, const Sending& sending, std::uint64_t seed);

}  // namespace cityaudit::server::sample
