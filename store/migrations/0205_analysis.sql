-- What the analysis makes of submissions. Every row here can be made again from the submissions (analysis/rebuild.h), and
-- the same bytes come out: numbers are integers only. Written by the reader "observations" alone.
--
-- review_class: 1 approved, 2 awaiting (received, nothing wrong with it, not yet decided), 0 counted in neither.
-- participation_key: the participation's id, or minus the submission's id when nobody is known; never an identity.
-- area_id: 0 where none is known, -1 (aggregates only) for all areas together. stop_id: 0 where none is known.

-- One answer, photo or comment that speaks about something.
CREATE TABLE observation (
  submission_id bigint NOT NULL REFERENCES submission (id),
  seq bigint NOT NULL,
  audit_id bigint NOT NULL,
  activity_id bigint NOT NULL,
  instrument text NOT NULL,
  area_id bigint NOT NULL,
  stop_id bigint NOT NULL,
  participation_key bigint NOT NULL,
  item text NOT NULL,
  repeat_key text NOT NULL,
  theme text NOT NULL,
  role text NOT NULL,
  score_thirds bigint,
  polarity text,
  words text,
  photo text,
  observed_at bigint NOT NULL,
  value text NOT NULL,
  review_class bigint NOT NULL,
  PRIMARY KEY (submission_id, seq)
) {clustered};
CREATE INDEX observation_cell ON observation (audit_id, theme, area_id, submission_id, seq);
CREATE INDEX observation_words ON observation (audit_id, theme, area_id, submission_id, seq) WHERE role <> 'score';

-- What a submission adds to the counts of its activity and how its observations are classed; none for one that was
-- replaced, withdrawn or erased.
CREATE TABLE submission_tally (
  submission_id bigint PRIMARY KEY,
  activity_id bigint NOT NULL,
  participation_key bigint NOT NULL,
  review_class bigint NOT NULL,
  approved bigint NOT NULL,
  undecided bigint NOT NULL,
  problems bigint NOT NULL,
  photos bigint NOT NULL,
  photos_missing bigint NOT NULL
) {clustered};

CREATE TABLE activity_count (
  activity_id bigint PRIMARY KEY,
  submissions bigint NOT NULL,
  approved bigint NOT NULL,
  undecided bigint NOT NULL,
  problems bigint NOT NULL,
  photos bigint NOT NULL,
  photos_missing bigint NOT NULL,
  people bigint NOT NULL
) {clustered};

-- How many submissions of an activity a known participation has.
CREATE TABLE activity_person (
  activity_id bigint NOT NULL,
  participation_key bigint NOT NULL,
  submissions bigint NOT NULL,
  PRIMARY KEY (activity_id, participation_key)
) {clustered};

-- The rated items of one dimension (theme as the item names it) by one person at one stop.
CREATE TABLE person_score (
  audit_id bigint NOT NULL,
  instrument text NOT NULL,
  theme text NOT NULL,
  area_id bigint NOT NULL,
  stop_id bigint NOT NULL,
  participation_key bigint NOT NULL,
  approved_relevant bigint NOT NULL,
  approved_answered bigint NOT NULL,
  approved_thirds bigint NOT NULL,
  awaiting_relevant bigint NOT NULL,
  awaiting_answered bigint NOT NULL,
  awaiting_thirds bigint NOT NULL,
  PRIMARY KEY (audit_id, instrument, theme, area_id, stop_id, participation_key)
) {clustered};

-- The people whose dimension has a value at a stop, and the sum of those values (thirds of a point, 720720 to the third).
CREATE TABLE stop_score (
  audit_id bigint NOT NULL,
  instrument text NOT NULL,
  theme text NOT NULL,
  area_id bigint NOT NULL,
  stop_id bigint NOT NULL,
  approved_people bigint NOT NULL,
  approved_sum bigint NOT NULL,
  awaiting_people bigint NOT NULL,
  awaiting_sum bigint NOT NULL,
  combined_people bigint NOT NULL,
  combined_sum bigint NOT NULL,
  PRIMARY KEY (audit_id, instrument, theme, area_id, stop_id)
) {clustered};

-- What one person adds to a cell of theme (level 2, level 1, '' for all themes) and area (or -1). measure: score (values
-- of dimensions), photo, photo_up, photo_down, photo_mixed, photo_neutral.
CREATE TABLE cell_person (
  audit_id bigint NOT NULL,
  instrument text NOT NULL,
  theme text NOT NULL,
  area_id bigint NOT NULL,
  measure text NOT NULL,
  participation_key bigint NOT NULL,
  approved bigint NOT NULL,
  awaiting bigint NOT NULL,
  combined bigint NOT NULL,
  PRIMARY KEY (audit_id, instrument, theme, area_id, measure, participation_key)
) {clustered};

CREATE TABLE cell_count (
  audit_id bigint NOT NULL,
  instrument text NOT NULL,
  theme text NOT NULL,
  area_id bigint NOT NULL,
  measure text NOT NULL,
  approved_people bigint NOT NULL,
  approved bigint NOT NULL,
  awaiting_people bigint NOT NULL,
  awaiting bigint NOT NULL,
  combined_people bigint NOT NULL,
  combined bigint NOT NULL,
  PRIMARY KEY (audit_id, instrument, theme, area_id, measure)
) {clustered};
