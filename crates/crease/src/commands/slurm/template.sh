#!/bin/bash
# {{title}}
# Written by crease {{version}}:
#   {{command}}
#
#SBATCH --job-name={{job_name}}
#SBATCH --array=1-{{shards}}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={{cpus}}
#SBATCH --time={{time}}{{more_options}}
#SBATCH --output={{log}}
#SBATCH --open-mode=append
# If a node fails, Slurm queues its task again, and the task resumes.
#SBATCH --requeue
# This script (B:) is signalled before the time limit, so that crease saves its state in time.
#SBATCH --signal=B:USR1@{{warning}}

# Lines that your cluster needs, such as "module load", go here.

crease={{crease}}
# The experiment as it was when this script was written, with every default.
experiment={{experiment}}
results={{results}}
backend={{backend}}{{data}}
shards={{shards}}
# How often to retry a task whose crease was killed, for example for lack of memory.
most_restarts=3

shard=${SLURM_ARRAY_TASK_ID:?"this is a job array: submit it with sbatch"}
restarts=${SLURM_RESTART_COUNT:-0}
say() { printf '%s  shard %s of %s: %s\n' "$(date '+%F %T')" "$shard" "$shards" "$*"; }

# On SIGTERM crease saves the state of every unfinished run and ends. Slurm signals only this script, at
# least where it tracks processes by cgroups, so the script passes signals on.
time_is_up=
stopped=
cut_short=
payload=
pass_on() {
    cut_short=yes
    [ -z "$payload" ] || kill -TERM "$payload" 2>/dev/null
}
trap 'time_is_up=yes; pass_on' USR1
trap 'stopped=yes; pass_on' TERM

requeue() {
    say "$1: queued again"
    scontrol requeue "$SLURM_JOB_ID" && exit 0
    say "Slurm refused; to resume: sbatch --array=$shard with this script"
    exit "$status"
}

say "job $SLURM_JOB_ID on $(uname -n), restarts so far: $restarts"
"$crease" run "$experiment" --backend "$backend" --results "$results" \
    --shard "$shard/$shards" --jobs "${SLURM_CPUS_PER_TASK:-{{cpus}}}"{{stack}} &
payload=$!
[ -z "$cut_short" ] || pass_on

# A signal interrupts wait: repeat until it was not interrupted.
while
    cut_short=
    wait "$payload"
    status=$?
    [ -n "$cut_short" ]
do :; done

case $status in
    0) say "done"; exit 0 ;;
    1) again=$(printf '%q ' "$crease" run "$experiment" --backend "$backend" --results "$results")
       say "some runs failed; to retry them: $again--retry-failed"; exit 1 ;;
    2) say "stopped by the error above"; exit 2 ;;
esac
# A task is stopped by scancel, or by Slurm when it queues the task again itself.
if [ -n "$stopped" ]; then
    say "stopped"
elif [ -n "$time_is_up" ]; then
    requeue "the time limit is near"
elif [ "$status" -le 128 ] || [ "$status" -eq 130 ]; then
    say "crease ended with $status"
elif [ "$restarts" -lt "$most_restarts" ]; then
    requeue "crease was killed by signal $((status - 128))"
else
    say "crease was killed by signal $((status - 128)), after $restarts restarts: giving up"
fi
exit "$status"
