// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>
/// The chapters about running images of the documents that Slipway grew from, command by command as they are written there: <c>docker</c> is a link to our program, and a shell
/// runs each. What a chapter's own program is stands for: a small web server, a registry, and Python.
/// </summary>
[Collection("Documents")]
public sealed class ChapterTests : IAsyncLifetime
{
    private readonly DocumentShell _shell = new();

    private InstalledProgram Slipway => _shell.Slipway;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        foreach (var tool in (string[])["runc", "curl", "jq", "busybox"])
            Needs.Tool(tool);
        (await Slipway.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
    }

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    [Fact]
    public async Task A_module_is_built_and_tried_by_hand()
    {
        DocumentShell.RequireFree(9000);
        Slipway.Folder.Write("modules/your-module-name/Dockerfile", """
            FROM test/base:1
            RUN mkdir /site && echo home > /site/index.html && echo healthy > /site/health
            EXPOSE 5000
            CMD ["sh", "-c", "echo serving; exec httpd -f -p 5000 -h /site"]
            """);

        await SayAsync("cd modules/your-module-name && docker build -t localhost/your-module-name:1.0.0 .");
        (await SayAsync("docker images | grep your-module-name")).ShouldMatch(@"^localhost/your-module-name +1\.0\.0 +[0-9a-f]{12} ");
        await SayAsync("""
            docker run -d \
              --name test-my-module \
              -p 9000:5000 \
              localhost/your-module-name:1.0.0
            """);
        (await AskAsync("curl http://localhost:9000")).ShouldBe("home\n");
        (await AskAsync("curl http://localhost:9000/health")).ShouldBe("healthy\n");
        (await SayAsync("docker logs test-my-module")).ShouldBe("serving\n");
        (await SayAsync("docker ps | grep test-my-module")).ShouldContain("->5000/tcp");
        (await SayAsync("docker stop test-my-module")).ShouldBe("test-my-module\n");
        (await SayAsync("docker rm test-my-module")).ShouldBe("test-my-module\n");

        // Managing local images, and the cheat sheet.
        (await SayAsync("docker images")).ShouldContain("your-module-name");
        (await SayAsync("docker inspect localhost/your-module-name:1.0.0")).ShouldContain("\"5000/tcp\"");
        (await SayAsync("docker history localhost/your-module-name:1.0.0")).ShouldContain("EXPOSE");
        await SayAsync("docker tag localhost/your-module-name:1.0.0 name:tag");
        await SayAsync("docker save name:tag > image.tar");
        await SayAsync("docker rmi localhost/your-module-name:1.0.0");
        await SayAsync("docker load < image.tar");
        (await SayAsync("docker images --format \"table {{.Repository}}\\t{{.Tag}}\\t{{.Size}}\"")).ShouldContain("name");
        await SayAsync("docker rmi name:tag");
        MountTable.Below(Slipway.Home).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_private_registry_runs_in_a_container_keeps_its_data_in_a_folder_and_starts_again()
    {
        DocumentShell.RequireFree(5000);
        await MakeRegistryAsync();
        await SayAsync("mkdir -p registry/data");
        await SayAsync("mkdir -p registry/auth");
        await SayAsync("""
            docker run -d \
              --name my-docker-registry \
              --restart=always \
              -p 5000:5000 \
              -v $(pwd)/registry/data:/var/lib/registry \
              registry:2
            """);
        (await AskAsync("curl http://localhost:5000/v2/_catalog")).ShouldBe("{\"repositories\":[]}\n");
        await SayAsync("docker tag test/base:1 localhost:5000/my-module:1.0.0");
        await SayAsync("docker push localhost:5000/my-module:1.0.0");
        (await SayAsync("curl http://localhost:5000/v2/_catalog")).ShouldBe("{\"repositories\":[\"my-module\"]}\n");
        await SayAsync("docker rmi localhost:5000/my-module:1.0.0");

        // By its policy it is there again after its program was killed.
        (await SayAsync("docker exec my-docker-registry kill -KILL 1 || docker restart my-docker-registry")).ShouldNotBeNull();
        await AskAsync("curl http://localhost:5000/v2/");
        await SayAsync("docker pull localhost:5000/my-module:1.0.0");
        await SayAsync("docker rm -f my-docker-registry");
        Directory.Exists(Slipway.Folder["registry/data/docker/registry/v2/repositories/my-module"]).ShouldBeTrue();
    }

    [Fact]
    public async Task An_image_for_two_architectures_is_run_on_each()
    {
        Needs.Tool("gpgv");
        await Needs.DebianMirrorsAsync(Cancellation);
        Needs.Emulator("aarch64");
        Slipway.Folder.Write("slipway.yaml", """
            fleet: openhqm
            version: "1"
            platforms: [linux/amd64, linux/arm64]
            images:
              openhqm:
                packages: { from: debian/bookworm, include: [python3-minimal, libpython3-stdlib, python-is-python3, coreutils] }
                labels: { queue.backend: sqs }
                tags: ["openhqm:latest", "openhqm:test"]
            """);
        await SayAsync("docker build . --progress quiet");

        (await SayAsync("docker inspect openhqm:latest --format='{{.Architecture}}'")).ShouldBe("amd64\n");
        (await SayAsync("""
            docker run --rm --platform linux/arm64 openhqm:latest \
              python -c "import platform; print(f'Arch: {platform.machine()}')"
            """)).ShouldBe("Arch: aarch64\n");
        (await SayAsync("""
            docker run --rm --platform linux/amd64 openhqm:latest \
              python -c "import platform; print(f'Arch: {platform.machine()}')"
            """)).ShouldBe("Arch: x86_64\n");
        foreach (var (platform, machine) in (IReadOnlyList<(string, string)>)[("linux/amd64", "x86_64"), ("linux/arm64", "aarch64")])
            (await SayAsync($"docker run --rm --platform {platform} openhqm:test python -m platform")).ShouldContain(machine);
        (await SayAsync("docker inspect openhqm:latest | \\\n  jq -r '.[].Config.Labels.\"queue.backend\"'")).ShouldBe("sqs\n");
        (await SayAsync("docker run --rm -e OPENHQM_QUEUE_BACKEND=sqs openhqm:latest printenv | grep QUEUE_BACKEND")).ShouldBe("OPENHQM_QUEUE_BACKEND=sqs\n");
    }

    // Debian's, whose storage and port are where the image of that name has them.
    private async Task MakeRegistryAsync()
    {
        var program = Needs.Tool("docker-registry");
        var libraries = (await new Command("ldd", [program]).RunAsync(Cancellation)).OutputText.Split('\n').Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(static word => word.Trim().StartsWith('/'))?.Trim()).OfType<string>();
        foreach (var file in libraries.Prepend(program))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Slipway.Folder["image/root" + file])!);
            File.Copy(file, Slipway.Folder["image/root" + file]);
        }
        Slipway.Folder.Write("image/root/etc/registry.yml", "version: 0.1\nstorage: {filesystem: {rootdirectory: /var/lib/registry}}\nhttp: {addr: ':5000'}\n");
        Slipway.Folder.Write("image/Dockerfile", $"FROM test/base:1\nCOPY root /\nVOLUME /var/lib/registry\nEXPOSE 5000\nCMD [\"{program}\", \"serve\", \"/etc/registry.yml\"]\n");
        await SayAsync("docker build -t registry:2 image");
    }

    private Task<string> SayAsync(string command) => _shell.SayAsync(command);

    // Who types it does so when the program has started.
    private Task<string> AskAsync(string command) => _shell.AskAsync(command);
}
