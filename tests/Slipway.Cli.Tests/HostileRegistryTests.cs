// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

/// <summary>A registry that means ill, before each command that reads from one: whatever it answers, the command ends, tells what is wrong and where, and keeps nothing.</summary>
public sealed class HostileRegistryTests : IAsyncDisposable
{
    private static readonly byte[] Config = """{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}"""u8.ToArray();
    private readonly TestProgram _slipway = new();
    private readonly ConcurrentDictionary<string, ScriptedResponse> _answers = new(StringComparer.Ordinal);
    private readonly ScriptedServer _registry;

    public HostileRegistryTests() =>
        _registry = new(request => request.Target == "/v2/" ? new(HttpStatusCode.OK) : _answers.GetValueOrDefault(request.Target, new(HttpStatusCode.NotFound)));

    private static readonly string[] Commands =
    [
        "index inspect --remote", "inspect --remote", "inspect --remote --raw --platform linux/amd64", "index create -t joined:1", "pull --platform linux/amd64",
    ];

    private static readonly (string Lie, string Told)[] Lies =
    [
        ("other bytes", "the registry sent other bytes"), ("no JSON", "is not JSON"), ("a page", "is not JSON"), ("too large", "larger than the 4194304 bytes"),
        ("too deep", "is not JSON"), ("a size below nothing", "size"), ("another digest in its header", "Cannot fetch the manifest"), ("elsewhere", "169.254.169.254"),
    ];

    public static TheoryData<string, string, string> Cases() =>
        new(from lie in Lies from command in Commands select (lie.Lie, lie.Told, command));

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _slipway.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_lie_is_told_and_nothing_is_kept(string lie, string told, string command)
    {
        Tell(lie);

        var (code, output, error) = await _slipway.RunAsync([.. command.Split(' '), $"{_registry.Authority}/app:1"]);

        code.ShouldBe(ExitCode.No, error);
        output.ShouldBeEmpty();
        var problem = error.Split('\n').First(static line => line.StartsWith("slipway: ", StringComparison.Ordinal));
        problem.ShouldContain(told);
        problem.ShouldContain($"'{_registry.Authority}/app");
        _slipway.Store.ListReferences().ShouldBeEmpty();
        Directory.GetFiles(_slipway.Home.Root, Digest.Sha256(Config).Hex, SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private void Tell(string lie)
    {
        var image = Serve(MediaTypes.Manifest, ImageOf(Config.Length));
        _answers[$"/v2/app/blobs/{Digest.Sha256(Config)}"] = new(HttpStatusCode.OK) { Body = Config };
        switch (lie)
        {
            case "other bytes":
                // The tag's digest is told first, and then other bytes come.
                Tag(MediaTypes.Index, IndexOf(image));
                _answers[$"/v2/app/manifests/{image.Digest}"] = Answer(MediaTypes.Manifest, ImageOf(Config.Length) + " ");
                break;
            case "no JSON":
                Tag(MediaTypes.Index, "{\"schemaVersion\":2,");
                break;
            case "a page":
                Tag("text/html", "<html>please log in</html>");
                break;
            case "too large":
                Tag(MediaTypes.Index, IndexOf(image)[..^1] + $",\"annotations\":{{\"a\":\"{new string('a', 5_000_000)}\"}}}}");
                break;
            case "too deep":
                Tag(MediaTypes.Index, IndexOf(image)[..^1] + $",\"deep\":{string.Concat(Enumerable.Repeat("[", 100_000))}");
                break;
            case "a size below nothing":
                Tag(MediaTypes.Manifest, ImageOf(-1));
                break;
            case "another digest in its header":
                Tag(MediaTypes.Manifest, ImageOf(Config.Length));
                _answers["/v2/app/manifests/1"].Headers["Docker-Content-Digest"] = Digest.Sha256("else"u8).ToString();
                break;
            case "elsewhere":
                _answers["/v2/app/manifests/1"] = ScriptedResponse.Redirect("http://169.254.169.254/latest/meta-data");
                break;
        }
    }

    private static string ImageOf(long size) =>
        $$$"""{"schemaVersion":2,"mediaType":"{{{MediaTypes.Manifest}}}","config":{"mediaType":"{{{MediaTypes.Config}}}","digest":"{{{Digest.Sha256(Config)}}}","size":{{{size}}}},"layers":[]}""";

    private static string IndexOf(Descriptor image) =>
        $$$"""{"schemaVersion":2,"mediaType":"{{{MediaTypes.Index}}}","manifests":[{"mediaType":"{{{MediaTypes.Manifest}}}","digest":"{{{image.Digest}}}","size":{{{image.Size}}},"platform":{"os":"linux","architecture":"amd64"}}]}""";

    private Descriptor Serve(string mediaType, string manifest)
    {
        var (bytes, digest) = (Encoding.UTF8.GetBytes(manifest), Digest.Sha256(Encoding.UTF8.GetBytes(manifest)));
        _answers[$"/v2/app/manifests/{digest}"] = Answer(mediaType, manifest);
        return new() { MediaType = mediaType, Digest = digest, Size = bytes.Length };
    }

    private void Tag(string mediaType, string manifest)
    {
        Serve(mediaType, manifest);
        _answers["/v2/app/manifests/1"] = Answer(mediaType, manifest);
    }

    private static ScriptedResponse Answer(string mediaType, string manifest)
    {
        var bytes = Encoding.UTF8.GetBytes(manifest);
        return new(HttpStatusCode.OK) { Body = bytes, Headers = { ["Content-Type"] = mediaType, ["Docker-Content-Digest"] = Digest.Sha256(bytes).ToString() } };
    }
}
