// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>
/// The image management guide with A64's example modules, whose Dockerfiles are the guide's: built, tried by hand, managed, and installed by the module API. The one that npm
/// installs is planned, and with <c>SLIPWAY_SOAK</c> built and tried.
/// </summary>
[Collection("Documents")]
[Trait("Needs", "Network")]
public sealed class A64Tests : IAsyncLifetime
{
    private static readonly string Example = DocumentShell.Repository("examples/a64");
    private readonly DocumentShell _shell = new() { Folder = Example };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        foreach (var tool in (string[])["runc", "curl", "gpgv", "python3"])
            Needs.Tool(tool);
        await Needs.DebianMirrorsAsync(Cancellation);
        _shell.Variables["OUT"] = _shell.Slipway.Folder.Path;
    }

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    [Fact]
    public async Task The_guides_chapters_hold_for_the_example_modules()
    {
        foreach (var port in (int[])[9000, 9001, 9002])
            DocumentShell.RequireFree(port);
        await _shell.SayAsync("slipway build . python --progress quiet");

        await BuildAndTryAsync();
        await ManageAsync();
        await InstallAsync();
        MountTable.Below(_shell.Slipway.Home).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_Node_example_is_installed_by_npm_and_proven()
    {
        (await _shell.SayAsync("slipway plan . my-node-app")).ShouldSatisfyAllConditions(
            plan => plan.ShouldContain("npm install --production"),
            plan => plan.ShouldContain("PACKAGES debian/bookworm busybox"));
        if (Environment.GetEnvironmentVariable("SLIPWAY_SOAK") is null)
            return;
        await _shell.SayAsync("slipway build . --progress quiet");
        (await _shell.SayAsync("slipway verify . my-node-app")).ShouldContain("6 of 6 claims proven");
        await _shell.SayAsync("docker run -d --name node -p 0:3000 --health-interval 1s localhost/my-node-app:1.0.0");

        await _shell.AskAsync("docker ps | grep '(healthy)'");
        (await _shell.SayAsync("curl -s -X POST http://$(docker port node 3000)/counters/visits")).ShouldBe("{\"visits\":1}");
    }

    private async Task BuildAndTryAsync()
    {
        await _shell.SayAsync("cd modules/my-flask-app && docker build -t localhost/my-flask-app:1.0.0 .");
        (await _shell.SayAsync("docker images | grep my-flask-app")).ShouldMatch(@"^localhost/my-flask-app +1\.0\.0 +[0-9a-f]{12} ");
        await _shell.SayAsync("""
            docker run -d \
              --name test-my-module \
              -p 9000:5000 \
              localhost/my-flask-app:1.0.0
            """);
        (await _shell.AskAsync("curl -f http://localhost:9000")).ShouldContain("\"name\":\"my-flask-app\"");
        (await _shell.SayAsync("curl http://localhost:9000/health")).ShouldBe("{\"status\":\"healthy\"}\n");
        (await _shell.SayAsync("curl -s http://localhost:9000/notes -H 'Content-Type: application/json' -d '{\"text\": \"hello\"}'")).ShouldBe("{\"notes\":1}\n");
        (await _shell.SayAsync("docker logs test-my-module 2>&1")).ShouldContain("\"GET /health HTTP/1.1\" 200");
        (await _shell.SayAsync("docker ps | grep test-my-module")).ShouldContain("127.0.0.1:9000->5000/tcp");
        (await _shell.SayAsync("docker stats --no-stream")).ShouldMatch(@"test-my-module +[0-9.]+%");
        await _shell.SayAsync("docker exec test-my-module sh -c 'echo tried > /app/note'");
        await _shell.SayAsync("docker commit $(docker ps -q --filter name=test-my-module) new-image:tag");
        (await _shell.SayAsync("docker stop test-my-module")).ShouldBe("test-my-module\n");
        (await _shell.SayAsync("docker rm test-my-module")).ShouldBe("test-my-module\n");
        (await _shell.SayAsync("docker run --rm new-image:tag cat /app/note")).ShouldBe("tried\n");
    }

    private async Task ManageAsync()
    {
        (await _shell.SayAsync("docker images")).ShouldContain("new-image");
        (await _shell.SayAsync("docker inspect localhost/my-flask-app:1.0.0")).ShouldContain("\"5000/tcp\"");
        (await _shell.SayAsync("docker history --no-trunc localhost/my-flask-app:1.0.0")).ShouldContain("pip install --no-cache-dir -r requirements.txt");
        await _shell.SayAsync("docker save new-image:tag > $OUT/image.tar");
        await _shell.SayAsync("docker rmi new-image:tag");
        await _shell.SayAsync("docker load < $OUT/image.tar");
        (await _shell.SayAsync("docker run --rm new-image:tag cat /app/note")).ShouldBe("tried\n");
        // The images of containers are in use; the others go.
        await _shell.SayAsync("docker create --name keeps localhost/my-flask-app:1.0.0 && docker create --name base python:3.11-slim true");
        (await _shell.SayAsync("docker image prune -a -f")).ShouldContain("new-image");
        (await _shell.SayAsync("docker images")).ShouldSatisfyAllConditions(
            left => left.ShouldContain("localhost/my-flask-app"),
            left => left.ShouldNotContain("new-image"));
        await _shell.SayAsync("docker rm keeps base");
    }

    private async Task InstallAsync()
    {
        var (_, lines) = await _shell.Slipway.StartAsync("module API at", "serve", "--development", "--registry", "127.0.0.1:0", "--api", "127.0.0.1:0", "--anonymous", "push");
        _shell.Variables["REGISTRY"] = $"localhost:{new Uri(lines[0].Split(' ')[^1]).Port}";
        _shell.Variables["SERVER"] = new Uri(lines[1].Split(' ')[^1]).GetLeftPart(UriPartial.Authority);
        _shell.Variables["TOKEN"] = (await _shell.SayAsync("slipway token create --role super_admin --ttl 1h")).Trim();

        // By curl, as the guide has it: its image runs as root, which only somebody who says so gets.
        var refused = await _shell.TryAsync("grep -v security_profile install/my-flask-app.json | sed 's/application module\",/application module\"/' > $OUT/guide.json && install/install.sh $OUT/guide.json $SERVER");
        refused.ExitCode.ShouldNotBe(0);
        JsonNode.Parse(refused.Output)!["code"]!.GetValue<string>().ShouldBe("image_runs_as_root");
        refused.Output.ShouldContain("relaxed");
        JsonNode.Parse(await _shell.SayAsync("install/install.sh install/my-flask-app.json $SERVER"))!["status"]!.GetValue<string>().ShouldBe("running");
        (await _shell.SayAsync("curl -s http://localhost:9001")).ShouldContain("\"environment\":\"production\"");

        // By Python, from one's own registry, as user 1000 and with a health check of its own.
        await _shell.SayAsync("docker build -t example-app:1.0.0 modules/example-app");
        await _shell.SayAsync("docker tag example-app:1.0.0 $REGISTRY/example-app:1.0.0");
        await _shell.SayAsync("docker push $REGISTRY/example-app:1.0.0");
        (await _shell.SayAsync("curl -s http://$REGISTRY/v2/_catalog")).ShouldContain("example-app");
        JsonNode.Parse(await _shell.SayAsync("sed \"s/localhost:5000/$REGISTRY/\" install/example-app.json > $OUT/own.json && python3 install/install.py $OUT/own.json $SERVER"))!["module_name"]!.GetValue<string>().ShouldBe("example-app");
        JsonNode.Parse(await _shell.SayAsync("curl -s http://localhost:9002"))!["uid"]!.GetValue<int>().ShouldBe(1000);

        foreach (var name in (string[])["my-flask-app", "example-app"])
            await _shell.SayAsync($"slipway module uninstall {name}");
    }
}
