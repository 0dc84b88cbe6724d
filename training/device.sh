#!/usr/bin/env bash
# Training on a machine with a GPU that can be reached only through a working tree of 64 MB.
#
#   ./device.sh pack PHOTOS [STATE]               here: writes .device/ (ignored by git): photographs made small, glyphs, fonts, and the
#                                                 state to go on from (state.pt that came back), if any
#   ./device.sh train MINUTES [train.py options]  there: trains, and leaves state.pt, curve.jsonl and log.txt in $OUT, also where the
#                                                 time runs out; MINUTES are of the whole schedule, of which a state has a part behind it
#
# A first piece starts with `--init ../public/weights/glip-micro` or, where a state was packed, `--init .device/state.pt`; a next piece of
# the same schedule with the state that came back and `--resume`. state.pt (13 MB) is also what evaluate.py and export.py read.
set -euo pipefail
cd "$(dirname "$0")"

ROOM=$((64 * 1024 * 1024 - 600000))  # bytes that travel, less what tar needs

pack() {
  local photos=$1 state=${2:-} python=${PYTHON:-/usr/bin/python3}
  rm -rf .device && mkdir -p .device/fonts
  echo '*' >.device/.gitignore
  "$python" -c "from scenes.glyphs import write_glyphs; write_glyphs('.device/glyphs.zip')"
  for font in DejaVuSans-Bold DejaVuSerif-Bold DejaVuSansMono-Bold; do cp "/usr/share/fonts/truetype/dejavu/$font.ttf" .device/fonts/; done
  [ -z "$state" ] || cp "$state" .device/state.pt
  local used
  used=$(cd .. && { git ls-files -z | xargs -0 cat; find training/.device -type f -print0 | xargs -0 cat; } | wc -c)
  "$python" -m photos.pack --photos "$photos" --out .device/photos.tar --megabytes "$(((ROOM - used) / 1000000))" ${MOST:+--most "$MOST"}
  du -sh .device
}

train() {
  local minutes=$1 out=${OUT:-runs/device} run=${RUN:-/tmp/run} python=${PYTHON:-python3}
  shift
  mkdir -p "$out" "$run" "$run/photos"
  tar -xf .device/photos.tar -C "$run/photos"
  export SCENE_GLYPHS=$PWD/.device/glyphs.zip SCENE_FONTS=$PWD/.device/fonts
  [ ! -f .device/state.pt ] || cp .device/state.pt "$run/rank0.pt"
  trap "collect '$run' '$out' '$python'" EXIT
  "$python" train.py --run "$run" --photos "$run/photos" --minutes "$minutes" --save-every "${SAVE_EVERY:-1.5}" "$@"
}

collect() {
  [ ! -f "$1/rank0.pt" ] || "$3" -m glip.small "$1/rank0.pt" "$2/state.pt"
  for name in curve.jsonl log.txt; do [ ! -f "$1/$name" ] || cp "$1/$name" "$2/"; done
}

"$@"
