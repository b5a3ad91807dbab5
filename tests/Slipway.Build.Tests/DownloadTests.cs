// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Slipway.Distribution;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class DownloadTests
{
    [Fact]
    public async Task A_file_from_the_network_is_checked_and_fetched_once()
    {
        Needs.Root();
        await using var server = new ScriptedServer(_ => ScriptedResponse.Text(HttpStatusCode.OK, "content"));
        using var http = new GuardedHttp();
        using var world = new BuildWorld(services => services with { Downloads = new GuardedDownloads(http) });
        var dockerfile = $"FROM scratch\nADD --checksum={Digest.Sha256(Encoding.UTF8.GetBytes("content"))} http://{server.Authority}/path/file.txt?q=1 /in/\n";

        var image = await world.BuildAsync(dockerfile);
        await world.BuildAsync(dockerfile);

        image.Text("/in/file.txt").ShouldBe("content");
        image.Stat("/in/file.txt").ShouldBe("0600 0:0 file");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Other_content_than_the_checksum_says_is_refused()
    {
        Needs.Root();
        await using var server = new ScriptedServer(_ => ScriptedResponse.Text(HttpStatusCode.OK, "changed"));
        using var http = new GuardedHttp();
        using var world = new BuildWorld(services => services with { Downloads = new GuardedDownloads(http) });

        var failure = await world.FailAsync($"FROM scratch\nADD --checksum={Digest.Sha256("content"u8)} http://{server.Authority}/f /\n");

        failure.Message.ShouldContain("where --checksum says");
        failure.Diagnostics[0].Position.Line.ShouldBe(2);
    }
}
