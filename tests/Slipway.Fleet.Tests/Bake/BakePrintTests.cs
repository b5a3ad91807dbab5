// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Fleet.Tests.Bake;

public sealed class BakePrintTests
{
    public static TheoryData<string> Rows => [.. BakeRow.Names];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_file_prints_what_is_recorded(string name)
    {
        var row = new BakeRow(name);

        var json = row.Select().ToJson() + "\n";

        if (System.Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1" && row.IsDocumented)
            File.WriteAllText(row.ExpectedPath, json);
        json.ShouldBe(File.ReadAllText(row.ExpectedPath));
    }

    [Fact]
    [Trait("Needs", "Peers")]
    public async Task Buildx_prints_the_same()
    {
        var rows = BakeRow.Names.Select(static name => new BakeRow(name)).Where(static row => !row.IsDocumented).ToList();
        rows.Count.ShouldBeGreaterThanOrEqualTo(30);
        foreach (var row in rows)
        {
            var (exitCode, output, error) = await TrixieBuildx.RunAsync(row.Folder, ["bake", "--print", .. row.Words], row.Environment, Cancellation);

            exitCode.ShouldBe(0, $"{row.Folder}: {error}");
            output.ShouldBe(row.Select().ToJson(), row.Folder);
        }
    }
}
