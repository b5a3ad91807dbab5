// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Cli.Tests.Images;

public sealed class ImageCommandTests : IDisposable
{
    private readonly TestProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _slipway.Dispose();

    public static TheoryData<LayerForm, bool, bool> Forms => new()
    {
        { LayerForm.Gzip, false, false },
        { LayerForm.Zstd, false, false },
        { LayerForm.Plain, false, false },
        { LayerForm.Gzip, true, false },
        { LayerForm.Plain, true, false },
        { LayerForm.Gzip, false, true },
        { LayerForm.Zstd, false, true },
        { LayerForm.Plain, false, true },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_command_reads_every_form_of_layers(LayerForm form, bool isDocker, bool isSha512)
    {
        await NameAsync("team/app:1.0", TestImage.CreateRich(_slipway.Store, form, isDocker, isSha512));

        (await _slipway.OutputOfAsync("images", "--format", "{{.Repository}}:{{.Tag}} {{.Size}} {{.Platform}}")).ShouldBe("team/app:1.0 1.25MB linux/amd64\n");
        (await _slipway.OutputOfAsync("history", "--human=false", "--format", "{{.Size}}", "team/app:1.0")).ShouldBe("0\n1234567\n0\n12353\n");
        (await _slipway.OutputOfAsync("inspect", "-f", "{{.Size}} {{.Config.User}} {{len .RootFS.Layers}}", "team/app:1.0")).ShouldBe("1246920 1000:1000 2\n");
        await _slipway.OutputOfAsync("export", "team/app:1.0", "-o", "rootfs.tar");
        (await RunAsync("tar", "-xOf", _slipway.Folder["rootfs.tar"], "etc/os-release")).ShouldBe("ID=test");
        foreach (var format in new[] { "both", "oci", "docker" })
        {
            await _slipway.OutputOfAsync("save", "--format", format, "team/app:1.0", "-o", $"{format}.tar");
            using var other = new TestProgram();
            (await other.OutputOfAsync("load", "-i", _slipway.Folder[$"{format}.tar"])).ShouldBe("Loaded image: team/app:1.0\n");
            (await other.OutputOfAsync("inspect", "-f", "{{.Id}} {{.Size}} {{json .RootFS}}", "team/app:1.0"))
                .ShouldBe(await _slipway.OutputOfAsync("inspect", "-f", "{{.Id}} {{.Size}} {{json .RootFS}}", "team/app:1.0"));
        }
        (await _slipway.OutputOfAsync("rmi", "team/app:1.0")).ShouldContain("Untagged: team/app:1.0\n");
        _slipway.Store.ListBlobs().ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_an_index_the_platform_that_is_asked_for_is_shown_and_never_an_attestation()
    {
        var index = CreateIndex();
        await NameAsync("team/app:1.0", index);

        (await _slipway.OutputOfAsync("inspect", "-f", "{{.Architecture}} {{.Platforms}}", "team/app:1.0")).ShouldBe($"{Platform.Host.Architecture} [linux/amd64 linux/arm64]\n");
        (await _slipway.OutputOfAsync("inspect", "-f", "{{.Architecture}}", "--platform", "linux/arm64", "team/app:1.0")).ShouldBe("arm64\n");
        (await _slipway.OutputOfAsync("history", "--platform", "linux/arm64", "--format", "{{.CreatedBy}}", "team/app:1.0")).ShouldBe("RUN arm64\n");
        (await _slipway.OutputOfAsync("images", "--format", "{{.Platform}} {{.ID}}")).ShouldBe($"linux/amd64,linux/arm64 {index.Digest.ShortHex}\n");
        (await _slipway.OutputOfAsync("images", "-a", "--format", "{{.Platform}}")).ShouldBe("linux/amd64,linux/arm64\nlinux/amd64\nlinux/arm64\n");
        (await _slipway.OutputOfAsync("images", "--filter", "platform=linux/arm64", "-q")).ShouldBe($"{index.Digest.ShortHex}\n");
        (await _slipway.OutputOfAsync("images", "--filter", "platform=linux/s390x", "-q")).ShouldBeEmpty();
        (await _slipway.OutputOfAsync("inspect", "--raw", "team/app:1.0")).ShouldBe(System.Text.Encoding.UTF8.GetString(_slipway.Store.ReadManifest(index).Raw.Span));
        var (code, _, error) = await _slipway.RunAsync("inspect", "--platform", "linux/s390x", "team/app:1.0");
        code.ShouldBe(ExitCode.No);
        error.ShouldContain("it has linux/amd64, linux/arm64");
        error.ShouldNotContain("unknown");
    }

    [Fact]
    public async Task An_image_without_a_history_shows_its_layers()
    {
        await NameAsync("team/app:1.0", TestImage.Create(_slipway.Store, layers: [[("a", "12345")], [("b", "123")]]));

        (await _slipway.OutputOfAsync("history", "--human=false", "--format", "{{.CreatedSince}}|{{.CreatedBy}}|{{.Size}}", "team/app:1.0")).ShouldBe("N/A||3\nN/A||5\n");
        (await _slipway.OutputOfAsync("inspect", "-f", "[{{.Comment}}]", "team/app:1.0")).ShouldBe("[]\n");
    }

    [Fact]
    public async Task Inspect_shows_what_is_there_and_tells_what_is_not()
    {
        await NameAsync("team/app:1.0", TestImage.CreateRich(_slipway.Store));

        var (code, output, error) = await _slipway.RunAsync("inspect", "team/nope:1", "team/app:1.0", "team/appp:1.0");

        code.ShouldBe(ExitCode.No);
        JsonNode.Parse(output)!.AsArray().Count.ShouldBe(1);
        output.ShouldStartWith("[\n    {\n        \"Id\": \"sha256:");
        error.ShouldContain("no image 'team/nope:1' in the store");
        error.ShouldContain("did you mean 'team/app:1.0'?");
    }

    [Fact]
    public async Task An_image_is_found_by_the_beginning_of_its_id_or_of_a_digest()
    {
        var image = TestImage.CreateRich(_slipway.Store);
        await NameAsync("team/app:1.0", image);
        var id = (await _slipway.OutputOfAsync("images", "-q", "--no-trunc")).Trim();

        foreach (var word in new[] { id, id[7..], id[7..19], id[..15], image.Digest.ToString(), image.Digest.Hex[..10], $"team/app@{image.Digest}" })
            (await _slipway.OutputOfAsync("inspect", "-f", "{{.Id}}", word)).Trim().ShouldBe(id, word);
        (await _slipway.RunAsync("inspect", new string('0', 64))).ExitCode.ShouldBe(ExitCode.No);
    }

    [Fact]
    public async Task Filters_choose_by_label_age_and_name()
    {
        await NameAsync("team/old:1", TestImage.Create(_slipway.Store, new() { Labels = new Dictionary<string, string> { ["tier"] = "db" } }, created: TestImage.At(1), layers: [[("a", "1")]]));
        await NameAsync("team/mid:1", TestImage.Create(_slipway.Store, new() { Labels = new Dictionary<string, string> { ["tier"] = "web" } }, created: TestImage.At(2), layers: [[("a", "2")]]));
        await NameAsync("ghcr.io/team/new:1", TestImage.Create(_slipway.Store, created: TestImage.At(3), layers: [[("a", "3")]]));
        await _slipway.Store.KeepAsync(TestImage.Create(_slipway.Store, created: TestImage.At(4), layers: [[("a", "4")]]), Cancellation);

        (await ListAsync()).ShouldBe(["<none>", "ghcr.io/team/new", "team/mid", "team/old"]);
        (await ListAsync("label=tier")).ShouldBe(["team/mid", "team/old"]);
        (await ListAsync("label=tier=web")).ShouldBe(["team/mid"]);
        (await ListAsync("before=team/mid:1")).ShouldBe(["team/old"]);
        (await ListAsync("since=team/mid:1")).ShouldBe(["<none>", "ghcr.io/team/new"]);
        (await ListAsync("until=2024-05-17T02:30:15Z")).ShouldBe(["team/old"]);
        (await ListAsync("until=24h")).Count.ShouldBe(4);
        (await ListAsync("dangling=true")).ShouldBe(["<none>"]);
        (await ListAsync("dangling=false", "label=tier", "reference=team/*")).ShouldBe(["team/mid", "team/old"]);
        (await ListAsync("reference=ghcr.io/*/new")).ShouldBe(["ghcr.io/team/new"]);
        (await ListAsync("reference=team/old", "reference=*/*/new:*")).ShouldBe(["ghcr.io/team/new", "team/old"]);
        (await _slipway.RunAsync("images", "--filter", "lable=x")).Error.ShouldContain("did you mean 'label'?");
        (await _slipway.RunAsync("images", "--filter", "dangling=maybe")).ExitCode.ShouldBe(ExitCode.Usage);
        (await _slipway.RunAsync("images", "team/[a")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task A_name_that_is_not_the_last_is_only_untagged()
    {
        var image = TestImage.CreateRich(_slipway.Store);
        await NameAsync("team/app:1.0", image);
        await _slipway.OutputOfAsync("tag", "team/app:1.0", "team/app:2.0", "other/app:1");

        (await _slipway.OutputOfAsync("rmi", "team/app:2.0")).ShouldBe("Untagged: team/app:2.0\n");
        var (code, _, error) = await _slipway.RunAsync("rmi", image.Digest.Hex[..12]);
        code.ShouldBe(ExitCode.No);
        error.ShouldContain("names in several repositories: other/app:1, team/app:1.0");
        var output = await _slipway.OutputOfAsync("rmi", "-f", image.Digest.Hex[..12], "team/nothing:1");
        output.ShouldStartWith($"Untagged: other/app:1\nUntagged: team/app:1.0\nUntagged: other/app@{image.Digest}\nDeleted: sha256:");
        _slipway.Store.ListBlobs().ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_images_go_into_one_archive_and_come_out_of_it_however_it_is_compressed()
    {
        await NameAsync("team/app:1.0", TestImage.CreateRich(_slipway.Store));
        await NameAsync("team/other:1", TestImage.Create(_slipway.Store, layers: [[("a", "1")]]));
        await _slipway.OutputOfAsync("save", "team/app:1.0", "team/other:1", "-o", "both.tar");
        foreach (var (program, ending) in new[] { ("gzip", "gz"), ("zstd", "zst"), ("xz", "xz") })
        {
            Needs.Tool(program);
            await RunAsync(program, "-k", _slipway.Folder["both.tar"]);
            using var other = new TestProgram();
            (await other.OutputOfAsync("load", "-q", "-i", _slipway.Folder[$"both.tar.{ending}"])).ShouldBe("Loaded image: team/app:1.0\nLoaded image: team/other:1\n");
        }
        _slipway.IsTerminal = true;
        (await _slipway.RunAsync("save", "team/app:1.0")).Error.ShouldContain("an archive is not for a terminal");
        (await _slipway.RunAsync("export", "team/app:1.0")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task An_index_is_saved_whole_where_that_is_asked_for()
    {
        var index = CreateIndex();
        await NameAsync("team/app:1.0", index);

        await _slipway.OutputOfAsync("save", "--all-platforms", "--format", "oci", "team/app:1.0", "-o", "all.tar");

        using var other = new TestProgram();
        await other.OutputOfAsync("load", "-q", "-i", _slipway.Folder["all.tar"]);
        (await other.OutputOfAsync("images", "--digests", "--format", "{{.Digest}} {{.Platform}}")).ShouldBe($"{index.Digest} linux/amd64,linux/arm64\n");
    }

    [Fact]
    public async Task A_root_file_system_is_imported_with_changes()
    {
        _slipway.Folder.Write("root/etc/os-release", "ID=made\n");
        await RunAsync("tar", "-C", _slipway.Folder["root"], "-cJf", _slipway.Folder["root.tar.xz"], ".");

        var id = await _slipway.OutputOfAsync(
            "import", "--change", "CMD [\"sh\", \"-c\", \"x\"]", "-c", "ENV A=1 B=\"two words\"", "-c", "LABEL tier=web", "-c", "WORKDIR /srv", "-c", "EXPOSE 80/tcp", "-c", "USER app",
            "-m", "by hand", "--platform", "linux/arm64", "root.tar.xz", "team/made:1");

        (await _slipway.OutputOfAsync("inspect", "--platform", "linux/arm64", "-f", "{{.Id}}", "team/made:1")).ShouldBe(id);
        (await _slipway.OutputOfAsync("inspect", "--platform", "linux/arm64", "-f",
            "{{json .Config.Cmd}} {{json (slice .Config.Env 1)}} {{.Config.Labels}} {{.Config.WorkingDir}} {{.Config.ExposedPorts}} {{.Config.User}} {{.Comment}}", "team/made:1"))
            .ShouldBe("[\"sh\",\"-c\",\"x\"] [\"A=1\",\"B=two words\"] map[tier:web] /srv map[80/tcp:{}] app by hand\n");
        (await _slipway.RunAsync("import", "-c", "RUN true", "root.tar.xz")).ExitCode.ShouldBe(ExitCode.Usage);
        (await _slipway.RunAsync("import", "ftp://x/y")).ExitCode.ShouldBe(ExitCode.Usage);
        (await _slipway.RunAsync("import", "nothing.tar")).ExitCode.ShouldBe(ExitCode.No);
    }

    [Theory]
    [InlineData("{{.Config.Labls}}", "column 10: a configuration has no field 'Labls'", "did you mean 'Labels'?")]
    [InlineData("{{.Confg.Env}}", "column 3: an image has no field 'Confg'", "did you mean 'Config'?")]
    [InlineData("{{jsn .Config}}", "column 3: there is no function 'jsn'", "did you mean 'json'?")]
    [InlineData("a\n{{.Os | lowr}}", "line 2, column 9: there is no function 'lowr'", "did you mean 'lower'?")]
    [InlineData("{{range .Os}}{{end}}", "column 9: range can't walk over a string", "it walks over lists and maps")]
    [InlineData("{{join \",\" .Config.Env}}", "column 3: join: expected a separator, got a value of kind list", "print makes a text")]
    public async Task A_template_that_does_not_fit_is_told_with_its_place_and_a_remedy(string template, string problem, string help)
    {
        await NameAsync("team/app:1.0", TestImage.CreateRich(_slipway.Store));

        var (code, _, error) = await _slipway.RunAsync("inspect", "-f", template, "team/app:1.0");

        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain(problem);
        error.ShouldContain(help);
    }

    private Descriptor CreateIndex()
    {
        var children = new[] { Platform.LinuxAmd64, Platform.LinuxArm64 }.Select(platform => TestImage.Create(
            _slipway.Store, history: [new() { CreatedBy = $"RUN {platform.Architecture}" }], platform: platform, layers: [[("arch", platform.Architecture)]]) with { Platform = platform }).ToList();
        // As buildx writes the provenance of a build: first, to be met before any image.
        var attestation = _slipway.Store.WriteManifest(ManifestBlob.Create(new ImageManifest
        {
            Config = _slipway.Store.WriteBlob(MediaTypes.Config, """{"architecture":"unknown","os":"unknown","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]}}"""u8),
            Layers = [_slipway.Store.WriteBlob("application/vnd.in-toto+json", "{}"u8)],
        })) with { Platform = new() { Os = "unknown", Architecture = "unknown" }, Annotations = new Dictionary<string, string> { ["vnd.docker.reference.type"] = "attestation-manifest" } };
        return _slipway.Store.WriteManifest(ManifestBlob.Create(new ImageIndex { Manifests = [attestation, .. children] }));
    }

    private Task NameAsync(string name, Descriptor image) => _slipway.Store.SetReferenceAsync(ImageReference.Parse(name), image, Cancellation);

    private async Task<IReadOnlyList<string>> ListAsync(params string[] filters) =>
        (await _slipway.OutputOfAsync(["images", .. filters.SelectMany(static filter => new[] { "--filter", filter }), "--format", "{{.Repository}}"])).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<string> RunAsync(string program, params string[] words)
    {
        var result = await new Command(program, words).RunAsync(Cancellation);
        result.ExitCode.ShouldBe(0, result.ErrorText);
        return result.OutputText;
    }
}
