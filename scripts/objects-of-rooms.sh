#!/bin/bash
# Lists the object files of rooms that a build has made: objects-of-rooms.sh FOLDER ROOM...
#
# A build folder keeps the objects of sources that have been renamed since; they are left out.
set -euo pipefail
folder=$1
shift
for room in "$@"; do
  for object in $(find "$folder/$room.build" -name '*.o'); do
    source=$(basename "$object" .o)
    [ -z "$(find Sources/"$room" Tests/"$room" -name "$source" 2>/dev/null)" ] || echo "$object"
  done
done
