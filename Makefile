# SPDX-License-Identifier: Apache-2.0
.DEFAULT_GOAL := help
.PHONY: help build test mutations soak peers verify publish smoke bench report clean

help: ## what can be made
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

build: ## build the program as ./slipway does
	@./slipway --version

test: ## run the tests
	@./test

peers: ## run the tests and the comparisons with other builders and registries
	@./test --peers

soak: ## cut the power under thousands of schedules and kill a hundred builds
	@eng/soak.sh

mutations: ## take out one defence at a time and see that its tests fail
	@eng/mutations.sh

verify: ## what a change must pass
	@.ci/run

publish: ## publish the program both ways: framework-dependent, and one trimmed self-contained file
	@eng/publish.sh artifacts/publish

smoke: publish ## build an image and serve a request with both published programs
	@eng/smoke.sh artifacts/publish/framework-dependent/slipway
	@eng/smoke.sh artifacts/publish/single-file/slipway

bench: publish ## measure builds beside Docker's and Buildah's, and write the table into bench/README.md (root, some 40 minutes)
	@eng/bench.sh --update bench/README.md

report: ## write the measured sizes of both platforms into the example's README, of the images that are built
	@./slipway report --fleet examples/openhqm/slipway.yaml --set platforms=linux/amd64,linux/arm64 --update examples/openhqm/README.md

clean: ## remove what was built
	@rm -rf artifacts
