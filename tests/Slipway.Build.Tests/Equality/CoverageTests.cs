// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Dockerfile;

namespace Slipway.Build.Tests;

/// <summary>The tables miss nothing that our parser knows, which its own advice says.</summary>
public sealed partial class CoverageTests
{
    // Of what is fetched: another table, which has a server to fetch from.
    private static readonly string[] Remote = ["ADD --checksum", "ADD --keep-git-dir"];

    [Fact]
    public void Every_instruction_is_in_a_row() =>
        Instructions().Where(instruction => !Lines().Any(line => Regex.IsMatch(line, $@"^\s*{instruction}\b", RegexOptions.IgnoreCase))).ShouldBeEmpty();

    [Fact]
    public void Every_flag_is_in_a_row()
    {
        var flags = Instructions().SelectMany(instruction => Flags(instruction).Select(flag => (Instruction: instruction, Flag: flag))).ToList();

        flags.Count.ShouldBeGreaterThan(20);
        flags.Where(one => !Remote.Contains($"{one.Instruction} {one.Flag}"))
            .Where(one => !Lines().Any(line => Regex.IsMatch(line, $@"^\s*(ONBUILD )?{one.Instruction}\s.*{one.Flag}\b", RegexOptions.IgnoreCase)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void There_are_rows_enough_with_names_of_their_own_and_five_differences_at_most()
    {
        EqualityRows.All.Count.ShouldBeGreaterThanOrEqualTo(80);
        EqualityRows.All.Concat(RefusalRows.All).Concat(RefusalRows.OursAlone).GroupBy(row => row.Id).Where(group => group.Count() > 1).ShouldBeEmpty();
        MeantDifferences.All.Count.ShouldBeLessThanOrEqualTo(5);
        EqualityRows.All.SelectMany(row => row.Exceptions).Except(MeantDifferences.All).ShouldBeEmpty();
    }

    private static IReadOnlyList<string> Instructions() =>
        Help("ZZZZZZZZ x") is { } help && Keywords().Matches(help) is { Count: > 0 } found ? [.. found.Select(match => match.Value)] : throw new InvalidOperationException("no advice");

    private static IReadOnlyList<string> Flags(string instruction) => [.. Names().Matches(Help($"{instruction} --zzzzzzzz=1 x y") ?? "").Select(match => match.Value)];

    private static string? Help(string line) => DockerfileModel.Parse(SourceText.From("Dockerfile", $"FROM a\n{line}\n")).Diagnostics.Select(problem => problem.Help).FirstOrDefault(help => help is not null);

    private static IEnumerable<string> Lines() => EqualityRows.All.Select(row => row.Dockerfile).Concat(NewerRows.All.Select(row => row.Dockerfile))
        .SelectMany(text => Continued().Replace(text, " ").Split('\n'));

    [GeneratedRegex(@"\b[A-Z]{3,}\b")]
    private static partial Regex Keywords();

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex Names();

    [GeneratedRegex(@"\\\r?\n")]
    private static partial Regex Continued();
}
