// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

public sealed class InitCommandTests : IDisposable
{
    private readonly TestProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task From_Dockerfiles_to_proven_images_nothing_is_written_by_hand()
    {
        Needs.Root();
        Needs.Tool("runc");
        await BusyboxImage.CreateAsync(_program.Store, "busybox:test", null, "", TestContext.Current.CancellationToken);
        Write("base/Dockerfile", "FROM busybox:test\nENV PATH=/bin MODE=fast LINE=\"a {b} \\\"c\\\": d\"\nWORKDIR /srv/\nRUN echo base > base.txt\n");
        Write("services/api/Dockerfile", """
            FROM example.org/team/base:3 AS build
            USER root
            RUN echo built > /out.txt
            FROM base
            ARG VERSION=1
            LABEL org.example.kind=api version=$VERSION empty=
            COPY --from=build /out.txt ./
            COPY services/api/page.html ./
            EXPOSE 8080 53/udp
            HEALTHCHECK CMD true
            USER app
            ENTRYPOINT ["/bin/busybox"]
            CMD ["httpd", "-f", "-p", "8080"]
            """);
        Write("services/api/page.html", "hello");
        Write("worker.Dockerfile", "FROM busybox:test\nUSER 1000\nCMD sleep 1\nSTOPSIGNAL SIGINT\nVOLUME /data /logs/\n");

        var (code, _, told) = await _program.RunAsync("init", "./shop");
        code.ShouldBe(ExitCode.Done, told);
        told.ShouldContain("link: api → base");
        told.ShouldContain("wrote shop/slipway.yaml: 3 images, 1 link, 16 claims; version 0.1.0, no git tag says one");
        await _program.OutputOfAsync("build", "./shop");
        var proofs = await _program.OutputOfAsync("verify", "./shop");

        proofs.ShouldBe("✓ worker  4 of 4 claims proven\n✓ base    4 of 4 claims proven\n✓ api     8 of 8 claims proven\n");
    }

    [Fact]
    public async Task A_file_that_is_there_is_left_as_it_is()
    {
        Write("Dockerfile", "FROM scratch\n");
        Write("slipway.yaml", "mine");

        var (code, _, error) = await _program.RunAsync("init", "./shop");

        code.ShouldBe(ExitCode.No);
        error.ShouldContain("'shop/slipway.yaml' is there already, and was left as it is.");
        File.ReadAllText(_program.Folder["shop/slipway.yaml"]).ShouldBe("mine");
        await _program.OutputOfAsync("init", "./shop", "--force");
        File.ReadAllText(_program.Folder["shop/slipway.yaml"]).ShouldContain("fleet: shop");
    }

    [Theory]
    [InlineData("docker-bake.hcl", "target \"app\" {}\n")]
    [InlineData("compose.yaml", "services:\n  app:\n    build: .\n")]
    public async Task Where_Bake_or_Compose_describe_the_fleet_no_file_is_written(string name, string text)
    {
        Write("Dockerfile", "FROM scratch\n");
        Write(name, text);

        var (code, output, error) = await _program.RunAsync("init", "./shop");

        code.ShouldBe(ExitCode.No);
        output.ShouldBeEmpty();
        error.ShouldContain($"'shop/{name}' describes the fleet already: it is read as it is, and no slipway.yaml is needed.");
        File.Exists(_program.Folder["shop/slipway.yaml"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_compose_file_that_builds_nothing_describes_no_fleet()
    {
        Write("Dockerfile", "FROM scratch\n");
        Write("compose.yaml", "services:\n  db:\n    image: redis\n");

        await _program.OutputOfAsync("init", "./shop");

        File.Exists(_program.Folder["shop/slipway.yaml"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Printing_writes_nothing()
    {
        Write("Dockerfile", "FROM scratch\n");

        (await _program.OutputOfAsync("init", "./shop", "--print")).ShouldContain("images:\n  shop:\n    context: .\n");

        File.Exists(_program.Folder["shop/slipway.yaml"]).ShouldBeFalse();
    }

    [Fact]
    public async Task The_file_may_lie_elsewhere()
    {
        Write("api/Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");

        await _program.OutputOfAsync("init", "./shop", "-o", "fleets/shop.yaml");

        File.ReadAllText(_program.Folder["fleets/shop.yaml"]).ShouldContain("context: ../shop/api\n");
        await _program.OutputOfAsync("build", "--fleet", "fleets/shop.yaml");
    }

    [Fact]
    public async Task A_folder_without_Dockerfiles_says_so()
    {
        _program.Folder.MakeFolder("shop");

        var (code, _, error) = await _program.RunAsync("init", "./shop");

        code.ShouldBe(ExitCode.No);
        error.ShouldContain("there is no Dockerfile in './shop' that an image can be made of.");
        (await _program.RunAsync("init", "./nowhere")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task The_schema_is_printed() => (await _program.OutputOfAsync("init", "--schema")).ShouldBe(Slipway.Fleet.FleetFileReference.ToJsonSchema());

    private void Write(string path, string text) => _program.Folder.Write($"shop/{path}", text);
}
