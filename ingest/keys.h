#pragma once
// The ids of what comes in. Ids of different tables do not mix.

#include "base/ids.h"

namespace cityaudit::ingest {

using AuditId = Id<struct AuditTag>;
using WaveId = Id<struct WaveTag>;
using AreaId = Id<struct AreaTag>;
using FormId = Id<struct FormTag>;
using FormVersionId = Id<struct FormVersionTag>;
using WalkId = Id<struct WalkTag>;
using StopId = Id<struct StopTag>;
using ActivityId = Id<struct ActivityTag>;
using ParticipationId = Id<struct ParticipationTag>;
using SubmissionId = Id<struct SubmissionTag>;
using PhotoId = Id<struct PhotoTag>;
using JobId = Id<struct JobTag>;
using AccountId = Id<struct AccountTag>;

}  // namespace cityaudit::ingest
