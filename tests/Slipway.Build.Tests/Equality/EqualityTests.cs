// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>
/// The same Dockerfile, built by us and by Debian 13's BuildKit in the same run: configuration, history, number of layers and the flattened tree must
/// be the same. What both make is read by a program that shares nothing with either.
/// </summary>
[Trait("Needs", "Peers")]
public sealed class EqualityTests(EqualityPeer peer) : IClassFixture<EqualityPeer>
{
    public static TheoryData<string> Rows => [.. EqualityRows.All.Select(row => row.Id)];

    public static TheoryData<string> Refusals => [.. RefusalRows.All.Select(row => row.Id)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_image_is_the_one_that_BuildKit_makes(string id)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var row = EqualityRows.All.Single(row => row.Id == id);

        var build = await peer.BuildAsync(row, cancellation);

        build.Theirs.ShouldNotBeNull($"BuildKit refuses the row: {build.TheirLog}");
        build.Ours.ShouldNotBeNull($"we refuse what BuildKit builds: {BuildWorld.Describe(build.Failure)}");
        var facts = await ImageFacts.ReadAsync([build.Ours!, build.Theirs!], cancellation);
        var different = ImageFacts.Compare(facts[0], facts[1], (name, ours, theirs) => row.Exceptions.Concat(MeantDifferences.Everywhere).Any(one => one.Excuses(name, ours, theirs)));
        different.ShouldBeEmpty(string.Join('\n', different));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_BuildKit_refuses_is_refused_with_a_place(string id)
    {
        var row = RefusalRows.All.Single(row => row.Id == id);

        var build = await peer.BuildAsync(row, TestContext.Current.CancellationToken);

        build.Theirs.ShouldBeNull("BuildKit builds it");
        build.Failure.ShouldNotBeNull($"we build what BuildKit refuses: {build.TheirLog}");
        build.Failure.Diagnostics.ShouldNotBeEmpty(BuildWorld.Describe(build.Failure));
        build.Failure.Message.ShouldNotContain("Exception");
    }
}
