#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Takes out one defence at a time and expects its tests to fail: a test that stays green without the defence tests nothing.
#   eng/mutations.sh                  every file of tests/mutations
#   eng/mutations.sh --only NAME      one of them (may be given several times)
#   eng/mutations.sh --list           their names, classes and what they defend
#   eng/mutations.sh --keep           leaves the compiled copy, which lies in artifacts/mutations or where SLIPWAY_MUTATION_COPY says, for the next run
# A mutation is a file of "field: text" lines: class, defends, then file, find, put (once or more: the exact text and what stands in its place, each
# within a line), project and tests (the names of test methods of which at least one must fail). They run on a copy of the tree, never on the tree itself;
# some write outside the folders of their tests when their defence is gone, so let them run where that does no harm.
set -uo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
. "$root/eng/host.sh"
only=() keep= limit=${SLIPWAY_MUTATION_SECONDS:-180}
while [ $# -gt 0 ]; do
  case $1 in
    --only) only+=("${2:?--only wants the name of a file of tests/mutations}"); shift ;;
    --list) for file in "$root"/tests/mutations/*; do printf '%-34s %-10s %s\n' "$(basename "$file")" "$(sed -n 's/^class: //p' "$file")" "$(sed -n 's/^defends: //p' "$file")"; done; exit 0 ;;
    --keep) keep=1 ;;
    -h|--help) sed -n '3,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) say "unknown option '$1'; see eng/mutations.sh --help"; exit 2 ;;
  esac
  shift
done
need_dotnet || exit $?

# read_mutation FILE: fills files, finds, puts, project, tests.
read_mutation() {
  files=() finds=() puts=() project='' tests=''
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      'file: '*) files+=("${line#file: }") ;;
      'find: '*) finds+=("${line#find: }") ;;
      'put: '*) puts+=("${line#put: }") ;;
      'put:') puts+=('') ;;
      'project: '*) project=${line#project: } ;;
      'tests: '*) tests=${line#tests: } ;;
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
  [ -s "$copy/whole/$1.rsp" ] || (cd "$copy/src/$1" && dotnet msbuild -nologo -target:Compile -property:SkipCompilerExecution=true -property:ProvideCommandLineArgs=true \
    -property:BuildProjectReferences=false -property:NonExistentFile=none -getItem:CscCommandLineArgs) | jq -r '.Items.CscCommandLineArgs[].Identity' \
    | grep -vE '^/(out|refout|doc|pdb|warnaserror|analyzerconfig|noconfig)|NetAnalyzers|CodeStyle|BannedApi|xunit.analyzers' > "$copy/whole/$1.rsp"
}
mutate() { # mutate PROJECT INTO: compiles the project as it stands
  arguments "$1"
  (cd "$copy/src/$1" && dotnet "$sdk/Roslyn/bincore/csc.dll" /shared /noconfig /nologo /warn:0 "@$copy/whole/$1.rsp" "/out:$2/$1.dll") > "$copy/build.log" 2>&1
}

projects=$(for file in "${chosen[@]}"; do sed -n 's/^project: //p' "$file"; done | sort -u)
for test in $projects; do
  say "compiling $test…"
  compile "tests/$test" || { say "$test does not compile:"; grep -m 5 error "$copy/build.log" >&2; exit 1; }
done

# As they are with every defence in place.
rm -rf "$copy/whole"; mkdir -p "$copy/whole"
for test in $projects; do cp "$copy/artifacts/bin/$test/debug"/Slipway.*.dll "$copy/whole/"; done

# run_tests PROJECT NAMES: 0 where all passed, 1 where one failed, crashed or took too long, 2 where none ran.
run_tests() {
  local arguments=() name
  for name in $2; do arguments+=(-method "*.$name"); done
  # A mutation may ask for any amount of memory or time; neither is to be had.
  (cd "$copy/artifacts/bin/$1/debug" && DOTNET_GCHeapHardLimit=0x60000000 SLIPWAY_TESTS_STRICT=1 timeout --kill-after=5 "$limit" "./$1" -noColor "${arguments[@]}") > "$copy/test.log" 2>&1
  local code=$?
  grep -q 'Total: 0,' "$copy/test.log" && return 2
  [ $code -eq 0 ] && return 0
  return 1
}

caught=0 survived=() broken=()
for file in "${chosen[@]}"; do
  name=$(basename "$file")
  read_mutation "$file"
  changed=()
  for index in "${!files[@]}"; do
    source=$copy/${files[$index]}
    text=$(cat "$source"; printf x); text=${text%x}
    rest=${text#*"${finds[$index]}"}
    if [ "$rest" = "$text" ] || [[ $rest == *"${finds[$index]}"* ]]; then
      broken+=("$name: its text is not found once in ${files[$index]}")
      continue 2
    fi
    printf '%s%s%s' "${text%%"${finds[$index]}"*}" "${puts[$index]}" "$rest" > "$source"
    source_project=$(cut -d/ -f2 <<<"${files[$index]}")
    [[ " ${changed[*]} " == *" $source_project "* ]] || changed+=("$source_project")
  done
  compiled=1
  for source_project in "${changed[@]}"; do
    # The project alone: its surface is the same, so what stands on it need not be compiled again.
    mutate "$source_project" "$copy/artifacts/bin/$project/debug" || compiled=
  done
  if [ -z "$compiled" ]; then
    broken+=("$name: does not compile: $(grep -m 1 -o 'error.*' "$copy/build.log" | cut -c1-160)")
  else
    run_tests "$project" "$tests"
    case $? in
      0) survived+=("$name"); say "SURVIVED  $name" ;;
      1) caught=$((caught + 1)); say "caught    $name ($(grep -c '\[FAIL\]' "$copy/test.log") failed)" ;;
      *) broken+=("$name: no test of '$tests' ran") ;;
    esac
  fi
  for index in "${!files[@]}"; do cp "$root/${files[$index]}" "$copy/${files[$index]}"; touch "$copy/${files[$index]}"; done
  for source_project in "${changed[@]}"; do cp "$copy/whole/$source_project.dll" "$copy/artifacts/bin/$project/debug/$source_project.dll"; done
done
[ -n "$keep" ] || rm -rf "$copy"
for problem in "${broken[@]}"; do say "BROKEN    $problem"; done
echo "${#chosen[@]} mutations: $caught caught, ${#survived[@]} survived, ${#broken[@]} broken"
[ ${#survived[@]} -eq 0 ] && [ ${#broken[@]} -eq 0 ]
