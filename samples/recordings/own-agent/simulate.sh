#!/bin/sh
# Writes a simulated history as JSON lines: 80 runs of one made-up agent, one per task. Nothing in it was recorded.
# Solved runs end after 5 to 27 steps, failed ones after 8 to 45.
awk 'BEGIN {
  for (task = 1; task <= 80; task++) {
    draw = (task * 7919 + 104729) % 1000
    solved = draw < 640
    steps = solved ? 5 + draw % 23 : 8 + draw % 38
    run = sprintf("simulated-%02d", task)
    printf "{\"run\":\"%s\",\"task\":\"simulated/task-%02d\",\"model\":\"simulated\",\"agent\":\"simulated\",", run, task
    printf "\"outcome\":\"%s\",\"reason\":\"simulated\",\"prompt\":\"Simulated task %d.\"}\n", solved ? "solved" : "failed", task
    for (step = 1; step <= steps; step++) {
      edit = step == int(steps * 0.7)
      command = edit ? "sed -i s/old/new/ src/part.py" : sprintf("grep -n word%d src/part.py", step)
      printf "{\"run\":\"%s\",\"step\":%d,\"message\":\"Step %d\",\"tool\":\"bash\",", run, step, step
      printf "\"arguments\":{\"command\":\"%s\"},\"result\":\"line %d\",\"exit_code\":0,", command, step * draw % 97
      printf "\"input_tokens\":%d,\"output_tokens\":%d}\n", 1200 + 260 * step + draw % 50, 40 + draw % 30
    }
  }
}'
