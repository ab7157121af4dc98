-- question: Write the row of one run.
INSERT INTO runs VALUES (
    $run_id, $flow, $first, $last, $started_at, $finished_at, $state,
    $versions::JSON::MAP(VARCHAR, VARCHAR), $counts::JSON::MAP(VARCHAR, BIGINT), $message
);
