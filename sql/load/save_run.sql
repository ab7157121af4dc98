-- question: Write the row of one run.
INSERT INTO runs VALUES (
    $run_id, $flow, $first, $last, $started_at, $finished_at, $state,
    map($names::VARCHAR[], $versions::VARCHAR[]), map($whats::VARCHAR[], $numbers::BIGINT[]), $message
);
