// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

/// <summary>The commands that work on a registry's storage, without a server.</summary>
public sealed class RegistryStorageCommandTests : IDisposable
{
    private readonly TestProgram _slipway = new();

    public RegistryStorageCommandTests() => Directory.CreateDirectory(_slipway.Home.Registry);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _slipway.Dispose();

    [Theory]
    [InlineData("registry", "verify")]
    [InlineData("registry", "gc")]
    [InlineData("registry", "retention")]
    [InlineData("registry", "import")]
    [InlineData("registry", "export")]
    [InlineData("registry", "audit")]
    [InlineData("registry", "key", "create")]
    [InlineData("registry", "key", "list")]
    [InlineData("registry", "key", "revoke")]
    [InlineData("index", "create")]
    [InlineData("index", "inspect")]
    [InlineData("referrers")]
    [InlineData("inspect")]
    [InlineData("copy")]
    [InlineData("publish")]
    [InlineData("login")]
    [InlineData("logout")]
    public async Task Help_shows_a_command_line_to_learn_from(params string[] command)
    {
        var help = await _slipway.OutputOfAsync([.. command, "--help"]);

        help.ShouldContain("Example");
        help.ShouldContain($"  slipway {string.Join(' ', command)}");
    }

    [Fact]
    public async Task An_empty_registry_is_well_and_has_nothing()
    {
        foreach (var words in (string[][])[["verify"], ["gc"], ["gc", "--dry-run"], ["audit"], ["audit", "--after", "0"], ["retention", "--keep-last", "1"], ["export", "layout"]])
            (await _slipway.OutputOfAsync(["registry", .. words])).ShouldBeEmpty();
        (await _slipway.OutputOfAsync("registry", "key", "list")).ShouldStartWith("NAME");
        (await _slipway.RunAsync("registry", "verify")).Error.ShouldBe("read 0 blobs of 0B and 0 manifests: all is well\n");
    }

    [Fact]
    public async Task Where_there_is_no_registry_each_says_so_and_makes_none()
    {
        foreach (var words in (string[][])[["verify"], ["gc"], ["audit"], ["retention", "--keep-last", "1"], ["export", "layout"], ["import", "."], ["key", "list"], ["key", "create", "ci"], ["key", "revoke", "ci"]])
        {
            var (code, _, error) = await _slipway.RunAsync(["registry", .. words, "--storage", "nowhere"]);
            code.ShouldBe(ExitCode.No, string.Join(' ', words));
            error.ShouldBe($"slipway: there is no registry in '{_slipway.Folder["nowhere"]}'\nhelp: name its folder with --storage, or serve one first\n");
        }
        Directory.Exists(_slipway.Folder["nowhere"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("reads nothing", "verify", "--max-speed", "0")]
    [InlineData("is negative", "gc", "--grace", "-1")]
    [InlineData("nothing says what is kept", "retention")]
    [InlineData("less than nothing", "retention", "--keep-last", "-1")]
    [InlineData("shows nothing", "audit", "--last", "0")]
    [InlineData("is not a repository name", "import", "--repository", "Team/App", ".")]
    [InlineData("is not a duration", "key", "create", "ci", "--ttl", "soon")]
    [InlineData("there is no settings file 'no.yaml'", "verify", "--settings", "no.yaml")]
    [InlineData("the settings can't be used", "gc", "--settings", "wrong.yaml")]
    [InlineData("the settings have no rules of retention", "retention", "--settings", "empty.yaml")]
    [InlineData("--keep-last and --keep-days", "retention", "--settings", "empty.yaml", "--keep-last", "1")]
    [InlineData("wat", "key", "create", "ci", "--allow", "wat")]
    public async Task Words_that_mean_nothing_are_refused(string told, params string[] words)
    {
        _slipway.Folder.Write("wrong.yaml", "quotas: perhaps\n");
        _slipway.Folder.Write("empty.yaml", "mode: read-write\n");

        var (code, _, error) = await _slipway.RunAsync(["registry", .. words]);

        code.ShouldBe(ExitCode.Usage, error);
        error.ShouldContain(told);
    }

    [Fact]
    public async Task An_import_keeps_to_the_settings_and_the_registry_is_where_they_say()
    {
        await MakeLayoutAsync("one", seed: 1, "1.0");
        await MakeLayoutAsync("two", seed: 2, "1.0", "2.0");
        Directory.CreateDirectory(_slipway.Folder["elsewhere"]);
        _slipway.Folder.Write("registry.yaml", """
            storage: elsewhere
            immutable-tags:
              - { repositories: "**", tags: "1.*" }
            """);
        string[] settings = ["--settings", "registry.yaml"];
        (await _slipway.OutputOfAsync(["registry", "import", "--repository", "team/app", "one", .. settings])).ShouldBe("team/app:1.0\n");

        var (code, output, error) = await _slipway.RunAsync(["registry", "import", "--repository", "team/app", "two", .. settings]);
        code.ShouldBe(ExitCode.No);
        output.ShouldNotContain("1.0");
        error.ShouldContain("1.0");
        (await _slipway.OutputOfAsync("registry", "export", "layout", "--settings", "registry.yaml", "--tags", "1.*")).ShouldBe("team/app:1.0\n");
        (await _slipway.RunAsync("registry", "verify")).Error.ShouldStartWith("read 0 blobs");
        (await _slipway.RunAsync(["registry", "verify", .. settings])).Error.ShouldContain("all is well");
        // Without the settings no rule stands against it.
        (await _slipway.OutputOfAsync("registry", "import", "--repository", "team/app", "two", "--storage", "elsewhere")).ShouldContain("team/app:1.0\n");
    }

    [Fact]
    public async Task A_quota_of_the_settings_ends_an_import_and_is_told()
    {
        await MakeLayoutAsync("two", seed: 2, "1.0", "2.0", "3.0");
        _slipway.Folder.Write("registry.yaml", "quotas:\n  - { namespaces: team, tags: 2 }\n");

        var (code, output, error) = await _slipway.RunAsync("registry", "import", "--settings", "registry.yaml", "--repository", "team/app", "two");

        code.ShouldBe(ExitCode.No, error);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeLessThan(3);
        error.ShouldContain("team");
    }

    [Fact]
    public async Task A_registry_that_is_read_only_is_changed_by_no_command()
    {
        await MakeLayoutAsync("one", seed: 1, "1.0");
        _slipway.Folder.Write("registry.yaml", "mode: read-only\nretention:\n  - { repositories: \"**\", keep-last: 1 }\n");

        foreach (var words in (string[][])[["import", "--repository", "a", "one"], ["gc"], ["retention"]])
        {
            var (code, _, error) = await _slipway.RunAsync(["registry", .. words, "--settings", "registry.yaml"]);
            code.ShouldBe(ExitCode.No, error);
            error.ShouldContain("is read-only");
        }
        foreach (var words in (string[][])[["verify", "--report-only"], ["gc", "--dry-run"], ["retention", "--dry-run"]])
            (await _slipway.RunAsync(["registry", .. words, "--settings", "registry.yaml"])).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task A_damaged_file_is_named_with_the_tags_it_is_in_and_comes_into_quarantine_unless_it_is_only_looked_at()
    {
        await MakeLayoutAsync("one", seed: 1, "1.0");
        await _slipway.OutputOfAsync("registry", "import", "--repository", "team/app", "one");
        var blob = Directory.GetFiles(_slipway.Home.Registry, "*", SearchOption.AllDirectories).Where(static path => path.Contains("/blobs/", StringComparison.Ordinal)).MaxBy(static path => new FileInfo(path).Length)!;
        var bytes = await File.ReadAllBytesAsync(blob, Cancellation);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(blob, bytes, Cancellation);

        foreach (var words in (string[][])[["--report-only"], []])
        {
            var (code, output, error) = await _slipway.RunAsync(["registry", "verify", .. words]);
            code.ShouldBe(ExitCode.No, error);
            output.ShouldContain("  in team/app:1.0\n");
            error.ShouldContain("1 problem");
            File.Exists(blob).ShouldBe(words.Length > 0);
        }
    }

    [Fact]
    public async Task What_was_found_and_taken_is_written_as_JSON_too()
    {
        await MakeLayoutAsync("one", seed: 1, "1.0", "2.0");
        await _slipway.OutputOfAsync("registry", "import", "--repository", "team/app", "one");

        var well = await JsonOfAsync("verify");
        (well["blobs"]!.GetValue<int>() > 0, well["manifests"]!.GetValue<int>(), well["problems"]!.AsArray().Count).ShouldBe((true, 2, 0));
        var taken = (await JsonOfAsync("retention", "--keep-last", "1"))["tags"]!.AsArray();
        taken.Select(static tag => $"{tag!["repository"]}:{tag["tag"]} {tag["kept"]}").Order(StringComparer.Ordinal).ShouldBe(["team/app:1.0 false", "team/app:2.0 true"]);
        _slipway.Time.Now += TimeSpan.FromHours(1);
        var left = await JsonOfAsync("gc", "--untagged", "--grace", "0", "--dry-run");
        left["mode"]!.GetValue<string>().ShouldBe("dry-run");
        left["manifests"]!.AsArray().Select(static manifest => manifest!["digest"]!.GetValue<string>()).ShouldBe([taken.Single(static tag => !tag!["kept"]!.GetValue<bool>())!["digest"]!.GetValue<string>()]);
        left["bytes"]!.GetValue<long>().ShouldBe(left["blobs"]!.AsArray().Sum(static blob => blob!["size"]!.GetValue<long>()));
    }

    [Fact]
    public async Task What_is_neither_a_registry_s_storage_nor_a_layout_and_a_folder_that_is_full_are_told()
    {
        _slipway.Folder.Write("full/x", "x");

        (await _slipway.RunAsync("registry", "import", "full")).ShouldBe((ExitCode.No, "", $"slipway: '{_slipway.Folder["full"]}' has neither 'docker/registry/v2/repositories' nor 'oci-layout', so it is neither the storage of Docker's registry nor an OCI layout.\n"));
        (await _slipway.RunAsync("registry", "import", "none")).Error.ShouldBe($"slipway: there is no folder '{_slipway.Folder["none"]}'\n");
        var (code, _, error) = await _slipway.RunAsync("registry", "export", "full");
        code.ShouldBe(ExitCode.No);
        error.ShouldContain(_slipway.Folder["full"]);
    }

    [Fact]
    public async Task A_key_is_shown_once_listed_and_revoked_once()
    {
        var (code, key, said) = await _slipway.RunAsync("registry", "key", "create", "ci", "--repositories", "team/**", "--allow", "pull,push", "--ttl", "30d");
        code.ShouldBe(ExitCode.Done, said);
        said.ShouldContain("'ci' may pull");
        (await _slipway.RunAsync("registry", "key", "create", "ci")).ExitCode.ShouldBe(ExitCode.No);
        var list = await _slipway.OutputOfAsync("registry", "key", "list");
        list.ShouldContain("team/**");
        list.ShouldNotContain(key.Trim());

        (await _slipway.RunAsync("registry", "key", "revoke", "ci")).ExitCode.ShouldBe(ExitCode.Done);
        (await _slipway.RunAsync("registry", "key", "revoke", "ci")).Error.ShouldBe("slipway: there is no key 'ci'\nhelp: see them all: slipway registry key list\n");
        foreach (var line in (await _slipway.OutputOfAsync("registry", "audit")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            JsonDocument.Parse(line).Dispose();
    }

    private async Task<JsonNode> JsonOfAsync(params string[] words) =>
        JsonNode.Parse(await _slipway.OutputOfAsync(["registry", .. words, "--format", "json"]))!;

    private async Task MakeLayoutAsync(string folder, int seed, params string[] tags)
    {
        var store = OciLayout.Open(_slipway.Folder[$"store-{folder}"]);
        using var layout = PlainLayout.Open(_slipway.Folder[folder]);
        foreach (var (index, tag) in tags.Index())
        {
            var image = RandomImage.Create(store, seed: (seed * 10) + index);
            var manifest = store.ReadManifest(image);
            foreach (var blob in manifest.Image!.Layers.Append(manifest.Image.Config))
                await layout.ImportBlobAsync(blob, store.OpenBlob(blob)!, Cancellation);
            layout.WriteManifest(manifest);
            await layout.ListAsync(image, tag, Cancellation);
        }
    }
}
