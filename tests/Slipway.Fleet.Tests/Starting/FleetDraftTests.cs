// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

/// <summary>What <c>slipway init</c> makes of trees of Dockerfiles.</summary>
public sealed class FleetDraftTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_tree_becomes_a_commented_file_with_links_and_claims()
    {
        Write("base/Dockerfile", "FROM debian:12\nRUN useradd app\nUSER app\nWORKDIR /srv\n");
        Write("api/Dockerfile", """
            FROM ghcr.io/team/base:2 AS run
            ENV MODE=fast HOME_OF=$HOME API_TOKEN=x
            FROM run
            ARG VERSION=1
            LABEL org.example.kind=api org.example.version=$VERSION org.example.text="a {word} of it"
            COPY api/main.py ./
            WORKDIR app
            EXPOSE 8000 53/udp
            HEALTHCHECK CMD true
            CMD ["python", "-m", "main"]
            """);
        Write("api/main.py", "");

        var draft = await DraftAsync();

        draft.Text.ShouldBe("""
            # What this project's images are, and what is claimed of them. `slipway init` wrote it; it is yours to change.
            #   slipway plan     what would be built, in which order
            #   slipway build    builds it          slipway verify    proves the claims
            #   slipway init --schema    what else may stand here, for editors
            # A name in FROM that is an image's name or tag here means that image, which is then built first.

            fleet: my-shop
            version: 0.1.0    # no git tag says one; {version} in a tag or label is this
            # registry: ghcr.io/you                     # where tags live, and 'slipway publish' pushes
            # platforms: [linux/amd64, linux/arm64]     # without it: this machine's

            images:
              api:
                context: .
                dockerfile: api/Dockerfile
                claims:
                  ports: [8000, 53/udp]
                  healthcheck: present
                  cmd: [python, -m, main]
                  labels: { org.example.kind: api, org.example.text: "a {{word}} of it" }
                  env: { MODE: fast }

              base:
                context: base
                # The version is its own tag; by the others the Dockerfiles of this fleet call it.
                tags: ["{version}", "ghcr.io/team/base:2"]
                claims:
                  user: { name: app }
                  workdir: /srv

            """);
        draft.Links.ShouldBe(["api → base"]);
        draft.ClaimCount.ShouldBe(9);
        draft.Notes.ShouldBeEmpty();
        (await SchemaOracle.JudgeAsync([draft.Text!]))[0].ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Dockerfile", "my-shop")]
    [InlineData("Containerfile", "my-shop")]
    [InlineData("Dockerfile.worker", "my-shop-worker")]
    [InlineData("worker.Dockerfile", "worker")]
    [InlineData("docker/worker.Dockerfile", "worker")]
    [InlineData("deploy/docker/Dockerfile", "my-shop")]
    [InlineData("deploy/docker/redis/Dockerfile", "redis")]
    [InlineData("services/api/Dockerfile", "api")]
    [InlineData("services/api/Dockerfile.dev", "api-dev")]
    [InlineData("services/Big API_2/Dockerfile", "big-api-2")]
    [InlineData("a/x/Dockerfile b/x/Dockerfile", "a-x b-x")]
    [InlineData("a/x/Dockerfile b/x/Dockerfile c/y/Dockerfile", "a-x b-x y")]
    [InlineData("x-y/Dockerfile x_y/Dockerfile", "x-y x-y-2")]
    [InlineData("Dockerfile docker/Dockerfile", "my-shop docker")]
    [InlineData("Dockerfile Dockerfile.dev dev/Dockerfile", "my-shop my-shop-dev dev")]
    public async Task Images_are_named_by_their_folders(string files, string names)
    {
        foreach (var file in files.Split(' ').Chunk(files.Contains("Big", StringComparison.Ordinal) ? 9 : 1).Select(static words => string.Join(' ', words)))
            Write(file, "FROM scratch\n");
        var draft = await DraftAsync();
        string.Join(' ', draft.Images).ShouldBe(names);
        Problems(draft).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(".git/Dockerfile")]
    [InlineData(".hidden/Dockerfile")]
    [InlineData("node_modules/x/Dockerfile")]
    [InlineData("Dockerfile.dockerignore")]
    [InlineData("Dockerfile.bak2")]
    [InlineData("Dockerfile.j2")]
    [InlineData("Dockerfile~")]
    [InlineData("dist/Dockerfile")]
    [InlineData("api/out/Dockerfile")]
    [InlineData("api/generated/x/Dockerfile")]
    [InlineData("1/2/3/4/5/6/7/8/9/Dockerfile")]
    public async Task What_is_hidden_foreign_ignored_or_a_copy_is_left_out(string file)
    {
        Write(".gitignore", "# built\n/dist/\nout\n");
        Write("api/.gitignore", "generated/x\n");
        Write(file, "FROM scratch\n");
        (await DraftAsync()).Text.ShouldBeNull();
        Write("kept/Dockerfile", "FROM scratch\n");
        (await DraftAsync()).Images.ShouldBe(["kept"]);
    }

    [Fact]
    public async Task Links_of_the_file_system_are_not_followed()
    {
        Write("app/Dockerfile", "FROM scratch\n");
        Directory.CreateSymbolicLink(Path.Combine(Root, "loop"), Root);
        File.CreateSymbolicLink(Path.Combine(Root, "Dockerfile"), Path.Combine(Root, "app/Dockerfile"));
        (await DraftAsync()).Images.ShouldBe(["app"]);
    }

    [Fact]
    public async Task A_pipe_is_not_waited_for()
    {
        Write("app/Dockerfile", "FROM scratch\n");
        foreach (var name in (string[])["Dockerfile", ".gitignore"])
        {
            using var process = System.Diagnostics.Process.Start(Needs.Tool("mkfifo"), Path.Combine(Root, name));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        (await DraftAsync()).Images.ShouldBe(["app"]);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_and_the_rest_is_drafted()
    {
        Write("good/Dockerfile", "FROM scratch\n");
        Write("bad/Dockerfile", "FROM scratch\nCOPPY a b\n");
        var draft = await DraftAsync();
        draft.Images.ShouldBe(["good"]);
        draft.Notes.ShouldBe(["'bad/Dockerfile' is left out: line 2: unknown instruction 'COPPY'"]);
    }

    [Fact]
    public async Task There_is_a_limit_to_images_and_folders_and_it_is_told()
    {
        foreach (var number in Enumerable.Range(1, 4))
            Write($"i{number}/Dockerfile", "FROM scratch\n");
        var few = await FleetDraft.CreateAsync(new() { Folder = Root, MaxImages = 2 }, TestContext.Current.CancellationToken);
        few.Images.ShouldBe(["i1", "i2"]);
        few.Notes.ShouldBe(["more than 2 Dockerfiles: 'i3/Dockerfile' and those after it are left out"]);
        var folders = await FleetDraft.CreateAsync(new() { Folder = Root, MaxFolders = 3 }, TestContext.Current.CancellationToken);
        folders.Images.ShouldBe(["i1", "i2"]);
        folders.Notes.ShouldBe(["more than 3 folders: 'i3' and what comes after it was not looked into"]);
    }

    [Theory]
    [InlineData("COPY main.py /", "api/main.py", "api")]
    [InlineData("COPY api/main.py /", "api/main.py", ".")]
    [InlineData("COPY shared/x api/main.py /\nADD https://example.org/x /\nCOPY --from=0 /y /y", "api/main.py shared/x", ".")]
    [InlineData("COPY api/nothing /", "", ".")]
    [InlineData("COPY nothing /", "", "api")]
    [InlineData("COPY . /", "", "api")]
    [InlineData("COPY *.py $X /", "main.py", "api")]
    public async Task The_context_is_the_nearest_folder_that_has_what_is_copied(string lines, string files, string context)
    {
        Write("api/Dockerfile", $"FROM scratch AS a\nFROM scratch\n{lines}\n");
        foreach (var file in files.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Write(file, "");
        var target = FleetTargets.Expand(Read(await DraftAsync())).Targets.Single();
        Path.GetRelativePath(Root, target.Context.Value).ShouldBe(context);
        target.Dockerfile.Value.ShouldBe(Path.Combine(Root, "api/Dockerfile"));
    }

    [Theory]
    [InlineData("FROM base", "app → base")]
    [InlineData("FROM ghcr.io/team/base", "app → base")]
    [InlineData("FROM localhost:5000/base:1.2 AS x\nFROM scratch\nCOPY --from=x / /", "app → base")]
    [InlineData("ARG REGISTRY=ghcr.io/team\nFROM ${REGISTRY}/base:1", "app → base")]
    [InlineData("FROM base:7", "")]
    [InlineData("FROM docker.io/library/base:7", "")]
    [InlineData("FROM ghcr.io/team/database:7", "")]
    public async Task A_Dockerfile_that_names_a_sibling_is_linked_with_it(string lines, string links)
    {
        Write("base/Dockerfile", "FROM scratch\n");
        Write("app/Dockerfile", lines + "\n");
        var draft = await DraftAsync();
        string.Join(", ", draft.Links).ShouldBe(links);
        Problems(draft).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("USER app:app", "user: { name: app }")]
    [InlineData("USER 1000:1000", "user: { uid: 1000 }")]
    [InlineData("USER $APP", "")]
    [InlineData("ARG APP=x\nUSER $APP", "")]
    [InlineData("ENV APP=x\nUSER $APP", "user: { name: x }\nenv: { APP: x }")]
    [InlineData("WORKDIR app", "")]
    [InlineData("WORKDIR /app\nWORKDIR ../srv/", "workdir: /srv")]
    [InlineData("CMD run it", "")]
    [InlineData("CMD [\"a\"]\nENTRYPOINT [\"b\"]", "entrypoint: [b]\ncmd: [a]")]
    [InlineData("HEALTHCHECK NONE", "healthcheck: absent")]
    [InlineData("VOLUME /data $OTHER relative\nVOLUME [\"/logs\"]\nSTOPSIGNAL SIGINT", "volumes: [/data, /logs]\nstop-signal: SIGINT")]
    [InlineData("STOPSIGNAL $SIGNAL", "")]
    [InlineData("EXPOSE 1-3 $PORT", "ports: [1, 2, 3]")]
    [InlineData("ENV PATH=/x:$PATH A=1\nENV B=$PATH C=$A", "env: { A: 1, C: 1 }")]
    [InlineData("ENV A=1\nENV A=$UNKNOWN", "")]
    [InlineData("LABEL a=\"x\\\"y: z\" b='yes' c=1.0 d=", "labels: { a: \"x\\\"y: z\", b: \"yes\", c: \"1.0\", d: \"\" }")]
    [InlineData("LABEL a=${B:-c}", "")]
    public async Task Only_what_the_Dockerfile_says_for_certain_is_claimed(string lines, string claims)
    {
        Write("app/Dockerfile", $"FROM debian:12\n{lines}\n");
        var draft = await DraftAsync();
        Problems(draft).ShouldBeEmpty();
        var written = draft.Text!.Split("    claims:\n") is [_, var block] ? string.Join('\n', block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Trim())) : "";
        written.ShouldBe(claims);
    }

    [Fact]
    public async Task An_entry_point_takes_away_the_command_that_a_stage_below_has()
    {
        Write("app/Dockerfile", "FROM debian:12 AS a\nCMD [\"x\"]\nFROM a\nENTRYPOINT [\"y\"]\n");
        (await DraftAsync()).Text!.ShouldNotContain("cmd:");
    }

    [Theory]
    [InlineData("refs/tags/v1.2.0 refs/tags/v1.10.0 refs/tags/nightly", "version: 1.10.0    # of the git tag v1.10.0")]
    [InlineData("refs/tags/2.1", "version: \"2.1\"    # of the git tag 2.1")]
    [InlineData("refs/tags/nightly refs/heads/v9.9.9", "version: 0.1.0    # no git tag says one")]
    public async Task The_version_is_that_of_the_highest_git_tag(string references, string line)
    {
        Write("app/Dockerfile", "FROM scratch\n");
        foreach (var reference in references.Split(' '))
            Write($".git/{reference}", "0000000000000000000000000000000000000000\n");
        (await DraftAsync()).Text!.ShouldContain(line);
    }

    [Fact]
    public async Task Packed_tags_count_and_git_itself_agrees()
    {
        var git = Needs.Tool("git");
        Write("app/Dockerfile", "FROM scratch\n");
        foreach (var words in (string[])["init -q", "-c user.name=a -c user.email=a@b commit -q --allow-empty -m x", "tag v3.4.5", "pack-refs --all", "worktree add -q tree"])
            RunGit(git, words);
        (await DraftAsync()).Text!.ShouldContain("version: 3.4.5    # of the git tag v3.4.5");
        Write("tree/app/Dockerfile", "FROM scratch\n");
        (await FleetDraft.CreateAsync(new() { Folder = Path.Combine(Root, "tree") }, TestContext.Current.CancellationToken)).Version.ShouldBe("3.4.5, of the git tag v3.4.5");
    }

    [Fact]
    public async Task A_file_that_lies_elsewhere_finds_the_tree()
    {
        Write("api/Dockerfile", "FROM scratch\nCOPY x /\n");
        Write("api/x", "");
        var elsewhere = _folder.MakeFolder("elsewhere/fleets");
        var draft = await FleetDraft.CreateAsync(new() { Folder = Root, FileFolder = elsewhere }, TestContext.Current.CancellationToken);
        draft.Text!.ShouldContain("context: ../../My_Shop/api\n");
        draft.Notes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("fok666+openhqm", 1)]
    [InlineData("datalyptica+datalyptica", 20)]
    [InlineData("lilistrocel+A64CorePlatform", 8)]
    public async Task Real_trees_become_files_that_are_read_well(string name, int least)
    {
        var tree = Needs.Corpus($"dockerfiles/{name}");
        var draft = await FleetDraft.CreateAsync(new() { Folder = tree }, TestContext.Current.CancellationToken);
        draft.Images.Count.ShouldBeGreaterThanOrEqualTo(least);
        draft.Notes.ShouldNotContain(static note => note.StartsWith("to be mended", StringComparison.Ordinal));
        FleetTargets.Expand(FleetFile.Read(SourceText.From("slipway.yaml", draft.Text!), tree)).Diagnostics.ShouldBeEmpty();
        (await SchemaOracle.JudgeAsync([draft.Text!]))[0].ShouldBeEmpty();
    }

    private string Root => _folder["My_Shop"];

    private void Write(string path, string text) => _folder.Write($"My_Shop/{path}", text);

    private Task<FleetDraft> DraftAsync() => FleetDraft.CreateAsync(new() { Folder = Root }, TestContext.Current.CancellationToken);

    private FleetFile Read(FleetDraft draft) => FleetFile.Read(SourceText.From("slipway.yaml", draft.Text!), Root);

    private IEnumerable<string> Problems(FleetDraft draft) => FleetTargets.Expand(Read(draft)).Diagnostics.Select(static problem => DiagnosticRenderer.Render(problem));

    private void RunGit(string git, string words)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(git, words) { WorkingDirectory = Root })!;
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, words);
    }
}
