#pragma once
// The handlers of the route table, by file; the table makes their errors the answer that their surface wants. On pool
// threads unless their row says otherwise.

#include "server/routes/route_table.h"

namespace cityaudit::server::handlers {

#define CITYAUDIT_HANDLER(name) Result<http::Response> name(Server& server, http::Request& request, const Caller& caller)

// session.cpp
CITYAUDIT_HANDLER(get_session);
CITYAUDIT_HANDLER(sign_in);
CITYAUDIT_HANDLER(sign_in_by_link);
CITYAUDIT_HANDLER(sign_out);
CITYAUDIT_HANDLER(look_at_invitation);
CITYAUDIT_HANDLER(accept_invitation);

// account.cpp
CITYAUDIT_HANDLER(get_account);
CITYAUDIT_HANDLER(set_name);
CITYAUDIT_HANDLER(set_password);
CITYAUDIT_HANDLER(begin_two_step);
CITYAUDIT_HANDLER(confirm_two_step);
CITYAUDIT_HANDLER(end_two_step);
CITYAUDIT_HANDLER(end_session);
CITYAUDIT_HANDLER(sign_out_everywhere);

// team.cpp
CITYAUDIT_HANDLER(get_team);
CITYAUDIT_HANDLER(invite_member);
CITYAUDIT_HANDLER(set_member);
CITYAUDIT_HANDLER(remove_member);
CITYAUDIT_HANDLER(renew_invitation);
CITYAUDIT_HANDLER(set_account_state);
CITYAUDIT_HANDLER(reset_two_step);

// audits.cpp
CITYAUDIT_HANDLER(list_audits);
CITYAUDIT_HANDLER(get_audit);

// submission_list.cpp, submission_places.cpp, submission_choices.cpp, submissions.cpp
CITYAUDIT_HANDLER(list_submissions);
CITYAUDIT_HANDLER(list_submission_places);
CITYAUDIT_HANDLER(list_submission_choices);
CITYAUDIT_HANDLER(get_submission);

// review.cpp, review_words.cpp
CITYAUDIT_HANDLER(review_many);
CITYAUDIT_HANDLER(review_one);
CITYAUDIT_HANDLER(undo_review);
CITYAUDIT_HANDLER(list_reviewers);
CITYAUDIT_HANDLER(get_urgent);
CITYAUDIT_HANDLER(set_urgent_contact);
CITYAUDIT_HANDLER(add_comment);
CITYAUDIT_HANDLER(erase_comment);
CITYAUDIT_HANDLER(add_correction);
CITYAUDIT_HANDLER(undo_correction);
CITYAUDIT_HANDLER(cover_words);
CITYAUDIT_HANDLER(uncover_words);
CITYAUDIT_HANDLER(unseal_words);
CITYAUDIT_HANDLER(get_return_message);

// returned.cpp
CITYAUDIT_HANDLER(list_returned);
CITYAUDIT_HANDLER(get_returned);
CITYAUDIT_HANDLER(get_returned_photo);
CITYAUDIT_HANDLER(appeal);

// trail.cpp
CITYAUDIT_HANDLER(get_trail);
CITYAUDIT_HANDLER(check_trail);

// photos.cpp
CITYAUDIT_HANDLER(get_thumbnail);
CITYAUDIT_HANDLER(get_preview);
CITYAUDIT_HANDLER(get_veil);

// photo_review.cpp
CITYAUDIT_HANDLER(list_photos);
CITYAUDIT_HANDLER(get_photo);
CITYAUDIT_HANDLER(get_uncleared);
CITYAUDIT_HANDLER(put_covers);
CITYAUDIT_HANDLER(clear_photo);
CITYAUDIT_HANDLER(veil_photo);
CITYAUDIT_HANDLER(unseal_photo);
CITYAUDIT_HANDLER(erase_photo);
CITYAUDIT_HANDLER(unseal_origin);

// themes.cpp
CITYAUDIT_HANDLER(list_themes);
CITYAUDIT_HANDLER(add_theme);
CITYAUDIT_HANDLER(change_theme);

// matrix.cpp, findings.cpp
CITYAUDIT_HANDLER(get_matrix);
CITYAUDIT_HANDLER(get_cell);
CITYAUDIT_HANDLER(get_findings);

// forms.cpp, form_contents.cpp
CITYAUDIT_HANDLER(list_forms);
CITYAUDIT_HANDLER(get_form);
CITYAUDIT_HANDLER(upload_form);
CITYAUDIT_HANDLER(start_draft);
CITYAUDIT_HANDLER(erase_draft);
CITYAUDIT_HANDLER(publish_draft);
CITYAUDIT_HANDLER(set_version_state);
CITYAUDIT_HANDLER(erase_draft_tests);
CITYAUDIT_HANDLER(set_wave);
CITYAUDIT_HANDLER(get_form_xml);
CITYAUDIT_HANDLER(get_form_source);
CITYAUDIT_HANDLER(get_form_changes);
CITYAUDIT_HANDLER(get_form_outline);
CITYAUDIT_HANDLER(get_form_strings);
CITYAUDIT_HANDLER(put_form_strings);
CITYAUDIT_HANDLER(put_draft_file);
CITYAUDIT_HANDLER(erase_draft_file);

// events.cpp
CITYAUDIT_HANDLER(get_events);

// participant.cpp
CITYAUDIT_HANDLER(participant_page);
CITYAUDIT_HANDLER(participant_activity);
CITYAUDIT_HANDLER(participant_collect_code);

// consents.cpp
CITYAUDIT_HANDLER(list_consent_texts);
CITYAUDIT_HANDLER(add_consent_text);
CITYAUDIT_HANDLER(check_consent_text);
CITYAUDIT_HANDLER(list_consent_problems);
CITYAUDIT_HANDLER(get_consents);
CITYAUDIT_HANDLER(record_consents);

// photo_releases.cpp
CITYAUDIT_HANDLER(list_releases);
CITYAUDIT_HANDLER(add_release);
CITYAUDIT_HANDLER(withdraw_release);
CITYAUDIT_HANDLER(get_release_scan);
CITYAUDIT_HANDLER(get_consent_scan);
CITYAUDIT_HANDLER(choose_credit);
CITYAUDIT_HANDLER(record_credit);

// withdrawals.cpp
CITYAUDIT_HANDLER(participant_consent);
CITYAUDIT_HANDLER(participant_withdraw);
CITYAUDIT_HANDLER(participant_say);
CITYAUDIT_HANDLER(participant_withdraw_code);
CITYAUDIT_HANDLER(withdraw_submission);
// joining.cpp
CITYAUDIT_HANDLER(join);
CITYAUDIT_HANDLER(claim_submissions);
CITYAUDIT_HANDLER(end_phone_link);
CITYAUDIT_HANDLER(return_page);
CITYAUDIT_HANDLER(come_back);

// own_submissions.cpp
CITYAUDIT_HANDLER(own_submissions);
CITYAUDIT_HANDLER(make_return_code);

// participants.cpp, identities.cpp
CITYAUDIT_HANDLER(list_participants);
CITYAUDIT_HANDLER(make_participants);
CITYAUDIT_HANDLER(change_participant);
CITYAUDIT_HANDLER(revoke_participant);
CITYAUDIT_HANDLER(link_person);
CITYAUDIT_HANDLER(unlink_person);
CITYAUDIT_HANDLER(make_links);
CITYAUDIT_HANDLER(set_places);
CITYAUDIT_HANDLER(read_identity);
CITYAUDIT_HANDLER(put_identity);
CITYAUDIT_HANDLER(erase_identity);

// receipts.cpp
CITYAUDIT_HANDLER(participant_receipt);

// pages.cpp
CITYAUDIT_HANDLER(staff_page);
CITYAUDIT_HANDLER(get_asset);
CITYAUDIT_HANDLER(get_robots);

// health.cpp, metrics.cpp
CITYAUDIT_HANDLER(healthz);
CITYAUDIT_HANDLER(readyz);
CITYAUDIT_HANDLER(get_metrics);

#undef CITYAUDIT_HANDLER

}  // namespace cityaudit::server::handlers
