#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Takes out one defence at a time and expects its tests to fail: a test that stays green without the defence tests nothing.
#   eng/mutations.sh                  every file of tests/mutations
#   eng/mutations.sh --only NAME      one of them (may be given several times)
#   eng/mutations.sh --list           their names, classes and what they defend
#   eng/mutations.sh --keep           leaves the compiled copy, which lies in artifacts/mutations or where SLIPWAY_MUTATION_COPY says, for the next run
# A mutation is a file of "field: text" lines: class, defends, then file, find, put (once or more: the exact text and what stands in its place, each
# within a line), project and tests (the names of test methods of which at least one must fail), and schedules (how many the tests run that cut the
# power, where the usual few hundred may miss it). They run on a copy of the tree, never on the tree itself; some write outside the folders of their
# tests when their defence is gone, so let them run where that does no harm.
# It is caught where a test fails by itself, or the test program runs out of stack or memory. All else is no catch: the run counts as failed where the
# text is not found once, the copy does not compile, the tests fail with every defence in place, or they end neither way within SLIPWAY_MUTATION_SECONDS.
set -uo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
. "$root/eng/host.sh"
only=() keep= limit=${SLIPWAY_MUTATION_SECONDS:-180}
while [ $# -gt 0 ]; do
  case $1 in
    --only) only+=("${2:?--only wants the name of a file of tests/mutations}"); shift ;;
    --list) for file in "$root"/tests/mutations/*; do printf '%-34s %-10s %s\n' "$(basename "$file")" "$(sed -n 's/^class: //p' "$file")" "$(sed -n 's/^defends: //p' "$file")"; done; exit 0 ;;
    --keep) keep=1 ;;
    -h|--help) sed -n '3,14s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) say "unknown option '$1'; see eng/mutations.sh --help"; exit 2 ;;
  esac
  shift
done
need_dotnet || exit $?
need jq jq
install_missing "taking out defences" || exit $?

# read_mutation FILE: fills files, finds, puts, project, tests, schedules.
read_mutation() {
  files=() finds=() puts=() project='' tests='' schedules=''
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      'file: '*) files+=("${line#file: }") ;;
      'find: '*) finds+=("${line#find: }") ;;
      'put: '*) puts+=("${line#put: }") ;;
      'put:') puts+=('') ;;
      'project: '*) project=${line#project: } ;;
      'tests: '*) tests=${line#tests: } ;;
      'schedules: '*) schedules=${line#schedules: } ;;
    esac
  done < "$1"
}

chosen=()
if [ ${#only[@]} -gt 0 ]; then
  for name in "${only[@]}"; do
    [ -f "$root/tests/mutations/$name" ] || { say "there is no mutation '$name'; see eng/mutations.sh --list"; exit 2; }
    chosen+=("$root/tests/mutations/$name")
  done
else
  chosen=("$root"/tests/mutations/*)
fi

copy=${SLIPWAY_MUTATION_COPY:-$root/artifacts/mutations}
mkdir -p "$copy"
scratch=$(mktemp -d /tmp/slipway-mutations.XXXXXX) || exit 3

# What tests that were killed leave: mounts, then files. Nothing else lies below the scratch folder.
sweep() {
  cut -d' ' -f2 /proc/mounts | grep -F "$scratch/" | sort -r | while IFS= read -r mounted; do umount -l "$(printf '%b' "$mounted")"; done
  grep -qF "$scratch/" /proc/mounts || rm -rf "${scratch:?}"/* 2>/dev/null
}
trap 'sweep; rmdir "$scratch" 2>/dev/null; [ -n "$keep" ] || rm -rf "$copy"' EXIT

# What the tree has now, changed files alone, so that a copy that was kept compiles little.
(cd "$root" && git ls-files -co --exclude-standard -z) | while IFS= read -r -d '' file; do
  [ -f "$root/$file" ] || { rm -f "$copy/$file"; continue; }
  cmp -s "$root/$file" "$copy/$file" || { mkdir -p "$(dirname "$copy/$file")"; cp -p "$root/$file" "$copy/$file"; touch "$copy/$file"; }
done

compile() { # compile PROJECT-FILE [OPTION…]
  (cd "$copy" && dotnet build "$@" -v quiet --nologo -clp:NoSummary -p:TreatWarningsAsErrors=false -p:RunAnalyzers=false) > "$copy/build.log" 2>&1
}

# The compiler itself, with the arguments that the build gives it, less what only judges style: a mutation takes seconds so.
sdk=$(dirname "$(readlink -f "$(command -v dotnet)")")/sdk/$(cd "$root" && dotnet --version)
arguments() { # arguments PROJECT: writes them down once
  [ -s "$copy/whole/$1.rsp" ] && return
  (cd "$copy/src/$1" && dotnet msbuild -nologo -target:Compile -property:SkipCompilerExecution=true -property:ProvideCommandLineArgs=true \
    -property:BuildProjectReferences=false -property:NonExistentFile=none -getItem:CscCommandLineArgs) > "$copy/build.log" 2>&1
  jq -r '.Items.CscCommandLineArgs[].Identity' < "$copy/build.log" 2>/dev/null \
    | grep -vE '^/(out|refout|doc|pdb|warnaserror|analyzerconfig|noconfig)|NetAnalyzers|CodeStyle|BannedApi|xunit.analyzers' > "$copy/whole/$1.rsp"
  grep -q '\.cs$' "$copy/whole/$1.rsp" && return
  rm -f "$copy/whole/$1.rsp"
  say "the build does not say how it compiles $1:"; tail -n 5 "$copy/build.log" >&2
  return 1
}
# assembly PROJECT: the file that it is compiled to, which need not have its name
assembly() {
  local named
  named=$(sed -n 's/.*<AssemblyName>\(.*\)<\/AssemblyName>.*/\1/p' "$copy/src/$1/$1.csproj")
  echo "${named:-$1}.dll"
}
mutate() { # mutate PROJECT INTO: compiles the project as it stands
  (cd "$copy/src/$1" && dotnet "$sdk/Roslyn/bincore/csc.dll" /shared /noconfig /nologo /warn:0 "@$copy/whole/$1.rsp" "/out:$2/$(assembly "$1")") > "$copy/build.log" 2>&1
}

projects=$(for file in "${chosen[@]}"; do sed -n 's/^project: //p' "$file"; done | sort -u)
for test in $projects; do
  say "compiling $test…"
  compile "tests/$test" || { say "$test does not compile:"; grep -m 5 error "$copy/build.log" >&2; exit 1; }
done

# As they are with every defence in place.
rm -rf "$copy/whole"; mkdir -p "$copy/whole"
for test in $projects; do cp "$copy/artifacts/bin/$test/debug"/[Ss]lipway*.dll "$copy/whole/"; done
for source in $(for file in "${chosen[@]}"; do sed -n 's/^file: src\/\([^/]*\)\/.*/\1/p' "$file"; done | sort -u); do
  arguments "$source" || exit 1
done

# run_tests PROJECT NAMES SECONDS [SCHEDULES]: 0 where all passed, 1 where one failed, 2 where none ran, 3 where the program ran out of stack or memory,
# 4 where it ended in no way that shows anything.
run_tests() {
  local arguments=() name code
  for name in $2; do arguments+=(-method "*.$name"); done
  # A mutation may ask for any amount of memory or time; neither is to be had.
  (cd "$copy/artifacts/bin/$1/debug" && TMPDIR=$scratch DOTNET_GCHeapHardLimit=0x60000000 SLIPWAY_TESTS_STRICT=1 SLIPWAY_SCHEDULES=${4:-} \
    timeout --kill-after=5 "$3" "./$1" -noColor "${arguments[@]}") > "$copy/test.log" 2>&1
  code=$?
  sweep
  # Before all else: a test that failed by itself has shown it, though another did not end.
  grep -q '\[FAIL\]' "$copy/test.log" && return 1
  grep -q 'Total: 0,' "$copy/test.log" && return 2
  [ $code -eq 0 ] && grep -q 'Total: ' "$copy/test.log" && return 0
  [ $code -ne 124 ] && [ $code -ne 137 ] && grep -qE '^(Stack overflow|Out of memory)' "$copy/test.log" && return 3
  why="the test program ended with exit code $code and no test failed"
  [ $code -ne 124 ] && [ $code -ne 137 ] || why="no test failed within $3 seconds"
  return 4
}

# With every defence in place the tests pass, or that they fail without one says nothing.
unsound=()
for test in $projects; do
  say "running the tests of $test with every defence in place…"
  names=$(for file in "${chosen[@]}"; do grep -qx "project: $test" "$file" && sed -n 's/^tests: //p' "$file"; done | tr ' ' '\n' | sort -u)
  run_tests "$test" "$names" $((limit * 10)) && continue
  failing=$(grep -oE '[A-Za-z_0-9]+(\(.*)? \[FAIL\]' "$copy/test.log" | sed -E 's/[( ].*//' | sort -u)
  [ -n "$failing" ] || { say "the tests of $test do not end well with every defence in place:"; tail -n 5 "$copy/test.log" >&2; exit 1; }
  cp "$copy/test.log" "$copy/$test.log"
  unsound+=($failing)
done

caught=0 survived=() failed=()
fail() { failed+=("$1"); say "FAILED    $1"; }
for file in "${chosen[@]}"; do
  name=$(basename "$file")
  read_mutation "$file"
  changed=() compiled=1 problem=''
  for test in $tests; do
    [[ " ${unsound[*]-} " != *" $test "* ]] || problem="$name: $test fails with every defence in place"
  done
  [ -z "$problem" ] || { fail "$problem"; continue; }
  for index in "${!files[@]}"; do
    source=$copy/${files[$index]}
    text=$(cat "$source"; printf x); text=${text%x}
    rest=${text#*"${finds[$index]}"}
    if [ "$rest" = "$text" ] || [[ $rest == *"${finds[$index]}"* ]]; then
      problem="$name: its text is not found once in ${files[$index]}"
      break
    fi
    [ -f "$copy/whole/${files[$index]}" ] || { mkdir -p "$(dirname "$copy/whole/${files[$index]}")"; printf '%s' "$text" > "$copy/whole/${files[$index]}"; }
    printf '%s%s%s' "${text%%"${finds[$index]}"*}" "${puts[$index]}" "$rest" > "$source"
    source_project=$(cut -d/ -f2 <<<"${files[$index]}")
    [[ " ${changed[*]-} " == *" $source_project "* ]] || changed+=("$source_project")
  done
  if [ -n "$problem" ]; then
    fail "$problem"
  else
    for source_project in "${changed[@]}"; do
      # The project alone: its surface is the same, so what stands on it need not be compiled again.
      mutate "$source_project" "$copy/artifacts/bin/$project/debug" || { compiled=; break; }
    done
    if [ -z "$compiled" ]; then
      fail "$name: does not compile: $(grep -m 1 -o 'error.*' "$copy/build.log" | cut -c1-160)"
    else
      run_tests "$project" "$tests" "$limit" "$schedules"
      case $? in
        0) survived+=("$name"); say "SURVIVED  $name" ;;
        1) caught=$((caught + 1)); say "caught    $name ($(grep -c '\[FAIL\]' "$copy/test.log") failed)" ;;
        2) fail "$name: no test of '$tests' ran" ;;
        3) caught=$((caught + 1)); say "caught    $name ($(grep -m 1 -oE '^(Stack overflow|Out of memory)' "$copy/test.log"))" ;;
        *) fail "$name: $why" ;;
      esac
    fi
  fi
  for source in "${files[@]}"; do [ ! -f "$copy/whole/$source" ] || cp "$copy/whole/$source" "$copy/$source"; done
  for source_project in "${changed[@]}"; do cp "$copy/whole/$(assembly "$source_project")" "$copy/artifacts/bin/$project/debug/"; done
done
echo "$caught caught, ${#survived[@]} survived, ${#failed[@]} failed"
[ $caught -eq ${#chosen[@]} ]
