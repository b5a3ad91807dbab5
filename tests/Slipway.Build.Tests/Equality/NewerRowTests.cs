// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>What no peer at hand can build: the trees are written by hand, and read by the same program as the others.</summary>
public sealed partial class NewerRowTests(NewerRowTests.World shared) : IClassFixture<NewerRowTests.World>
{
    public static TheoryData<string> Rows => [.. NewerRows.All.Select(row => row.Id)];

    public static TheoryData<string> Stricter => [.. RefusalRows.OursAlone.Select(row => row.Id)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_tree_is_the_one_that_later_BuildKits_make(string id)
    {
        var row = NewerRows.All.Single(row => row.Id == id);
        var (archive, failure) = await shared.BuildAsync(new(row.Id, row.Serves, row.Dockerfile));

        if (row.Refusal is { } refusal)
        {
            failure.ShouldNotBeNull().Message.ShouldContain(refusal);
            return;
        }
        failure.ShouldBeNull(BuildWorld.Describe(failure));
        var facts = (await ImageFacts.ReadAsync([archive], TestContext.Current.CancellationToken))[0];
        var tree = facts.Where(fact => fact.Key == "tree /out" || fact.Key.StartsWith("tree /out/", StringComparison.Ordinal))
            .Select(fact => $"{fact.Key[5..]} {SizeAndDigest().Replace(fact.Value, "")}").Order(StringComparer.Ordinal);
        string.Join('\n', tree).ShouldBe(row.Tree);
    }

    [Theory]
    [MemberData(nameof(Stricter))]
    public async Task What_is_refused_by_us_alone_is_refused_with_words(string id)
    {
        var (_, failure) = await shared.BuildAsync(RefusalRows.OursAlone.Single(row => row.Id == id));

        failure.ShouldNotBeNull().Message.ShouldNotBeEmpty();
        failure.Message.ShouldNotContain("Exception");
    }

    [GeneratedRegex("(?<=^file [0-7]{4} [0-9]+:[0-9]+) [0-9]+ [0-9a-f]{16}")]
    private static partial Regex SizeAndDigest();

    /// <summary>One store and one context for all.</summary>
    public sealed class World : IDisposable
    {
        private BuildWorld? _world;
        private int _count;

        public async Task<(string Archive, BuildFailure? Failure)> BuildAsync(EqualityRow row)
        {
            Needs.Root();
            Needs.Tool("runc");
            Needs.Tool("python3");
            _world ??= await EqualityBases.CreateAsync();
            var folder = _world.Folder.MakeFolder($"row{_count++}");
            var archive = Path.Combine(folder, "ours.tar");
            return (archive, await EqualityPeer.BuildOursAsync(_world, row, Path.Combine(folder, "Dockerfile"), folder, archive));
        }

        public void Dispose() => _world?.Dispose();
    }
}
