#pragma once
// What a filled form says about consent (ca:as="consent:PURPOSE"), whichever client sent it. Pure; thread-safe.

#include "ingest/consent.h"
#include "ingest/form_versions.h"
#include "ingest/forms/instance.h"

#include <vector>

namespace cityaudit::ingest {

/// One statement for each purpose that the form asks about and the client sent, in the order of Purpose; `not_asked` where the question
/// was left blank. Asked several times, all must agree, and channels are those named every time.
///
/// A choice of several: its words are channels, and "none" or "no" refuses. A choice of one: yes, OK, true, 1, agree, or a channel;
/// whatever else it says ("I don't know") is no consent. A plain yes names no channel and so lets nothing be shown anywhere.
std::vector<ConsentStatement> consent_answers(const CompiledForm& form, const Answers& answers, UtcMillis given_at);

/// In which language the person was asked, as their client says; nothing changes when the form does not speak it.
void asked_in(std::vector<ConsentStatement>& statements, const FormDefinition& form, std::string_view language);

}  // namespace cityaudit::ingest
