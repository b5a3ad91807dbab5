// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet.Tests.Compose;

public sealed class ComposeProjectTests : IDisposable
{
    private const string One = "services: { app: { image: a } }\n";
    private readonly ComposeText _text = new();

    [Fact]
    public void A_project_is_named_by_the_command_the_environment_the_file_or_its_folder()
    {
        _text.Project(One).Name.ShouldBe("shop");
        _text.Variables["TEAM"] = "blue";
        _text.Project("name: ${TEAM}-store\n" + One).Name.ShouldBe("blue-store");
        _text.Write(".env", "COMPOSE_PROJECT_NAME=beside\n");
        _text.Project("name: written\n" + One).Name.ShouldBe("beside");
        ComposeReading.Read([SourceText.From("compose.yaml", One)], new() { Folder = _text.Folder, ProjectName = "asked" }).Project!.Name.ShouldBe("asked");
    }

    [Fact]
    public void Services_come_behind_those_they_depend_on()
    {
        var project = _text.Project("services:\n  web: { image: a, depends_on: { db: { condition: service_healthy }, log: { condition: service_started, required: false } } }\n  db: { image: a, links: [disk] }\n  disk: { image: a }\n  log: { image: a, profiles: [debug] }\n");

        Names(project.Select([], [])).ShouldBe("disk db web");
        Names(project.Select([], ["debug"])).ShouldBe("disk db log web");
        Names(project.Select([], ["*"])).ShouldBe("disk db log web");
        Names(project.Select(["db"], [])).ShouldBe("disk db");
        Names(project.Select(["log"], [])).ShouldBe("log");
        Should.Throw<FormatException>(() => project.Select(["dbb"], [])).Message.ShouldContain("'dbb'");
    }

    [Fact]
    public void Services_of_one_network_know_each_other_and_those_of_others_do_not()
    {
        var project = _text.Project("""
            services:
              front: { image: a, networks: [outer, inner] }
              back: { image: a, networks: { inner: { aliases: [database] } }, links: ["front:door"] }
              alone: { image: a, network_mode: none }
              other: { image: a, networks: [outer], container_name: other }
              plain: { image: a }
            networks: { outer: , inner: { internal: true } }
            """);

        Links(project, "front").ShouldBe("back=back,shop-back-1,database other=other");
        Links(project, "back").ShouldBe("front=front,shop-front-1,door");
        Links(project, "other").ShouldBe("front=front,shop-front-1");
        (Links(project, "alone"), Links(project, "plain")).ShouldBe(("", ""));
        project.Services.Select(static service => service.HasWayOut).ShouldBe([true, false, true, true, true]);
    }

    [Fact]
    public void What_a_link_needs_is_waited_for_as_the_file_says()
    {
        var app = _text.Project("services: { app: { image: a, links: [db], depends_on: { db: { condition: service_healthy, required: false } } }, db: { image: a } }").Find("app")!;

        app.DependsOn.ShouldBe([new("db", ComposeCondition.Healthy)]);
    }

    [Fact]
    public void A_variable_of_the_folder_is_found_beside_its_files()
    {
        _text.Write(".env", "COMPOSE_FILE=a.yaml:b.yaml\n");
        ComposeReading.FindVariable("COMPOSE_FILE", _text.Folder, static _ => null).ShouldBe("a.yaml:b.yaml");
        ComposeReading.FindVariable("COMPOSE_FILE", _text.Folder, static _ => "c.yaml").ShouldBe("c.yaml");
        _text.Write(".env", "what is this\n");
        ComposeReading.FindVariable("COMPOSE_FILE", _text.Folder, static _ => null).ShouldBeNull();
    }

    [Fact]
    public void A_service_that_is_built_has_the_name_of_its_project_where_it_has_none()
    {
        var project = _text.Project("services: { app: { build: . }, named: { build: ., image: 'team/named:1' } }");

        project.Services.Select(static service => (service.Image, service.Target)).ShouldBe([("shop-app", "app"), ("team/named:1", "named")]);
    }

    [Fact]
    public void A_later_file_is_laid_over_an_earlier_one()
    {
        var app = _text.Project(
            "services: { app: { image: a, command: [one, two], environment: [A=1, B=2], ports: ['80:80', '81:81'], volumes: ['./a:/data', './b:/more'], healthcheck: { test: [CMD, x], interval: 1s } } }",
            "services: { app: { image: b, command: [three], environment: { B: 3 }, ports: ['80:80', '82:82'], volumes: ['./c:/data'], healthcheck: { test: [CMD, 'y'] } } }").Find("app")!;

        app.Image.ShouldBe("b");
        app.Command.ShouldBe(["three"]);
        app.Environment.ShouldBe([new("A", "1"), new("B", "3")]);
        app.Container.Ports.Select(static port => port.HostPort).ShouldBe([81, 80, 82]);
        app.Container.Mounts.Select(static mount => mount.Target).ShouldBe(["/more", "/data"]);
        app.FoldersToMake.ShouldBe([$"{_text.Folder}/b", $"{_text.Folder}/c"]);
        app.Health!.Check.Test.ShouldBe(["CMD", "y"]);
    }

    [Fact]
    public void Mounts_of_another_service_come_with_what_they_need()
    {
        var project = _text.Project("services: { db: { image: a, volumes: ['d:/d', './e:/e'], tmpfs: /t }, saver: { image: a, volumes_from: ['db:ro'] } }\nvolumes: { d: }");

        var saver = project.Find("saver")!;
        saver.Container.Mounts.Select(static mount => mount.Target).ShouldBe(["/d", "/e"]);
        saver.DependsOn.ShouldHaveSingleItem().Service.ShouldBe("db");
        saver.VolumeKeys.ShouldBe(["d"]);
    }

    public void Dispose() => _text.Dispose();

    private static string Names(IEnumerable<ComposeService> services) => string.Join(' ', services);

    private static string Links(ComposeProject project, string service) => string.Join(' ', project.Find(service)!.Links.Select(static link => $"{link.Service}={string.Join(',', link.Names)}"));
}
