# The bot, and nothing that it does not need. docs/self-hosting.md says how to run it.
#
#   docker build --tag re-faq-bot .
#
# The classic builder and BuildKit both build it, from only what .dockerignore lets through.

# Everything that the lock pins, checked against its hashes, in an environment of its own. The source comes later, so
# that a change to it downloads nothing again.
FROM python:3.13-slim AS locked
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN python -m venv --without-pip /opt/re-faq-bot
COPY requirements.lock .
RUN python -m pip --quiet --python /opt/re-faq-bot/bin/python install --no-compile \
    --require-hashes --no-deps --only-binary :all: --requirement requirements.lock


# The same without the build tools, and without what no part of the bot imports: libonnxruntime.so, which is for
# programs in C (the Python extension beside it contains all of it), tools that make models, tests, stubs, headers,
# other languages' dictionaries, Windows libraries, and commands that are not the bot's.
FROM locked AS packages
RUN python -m pip --quiet --python /opt/re-faq-bot/bin/python uninstall --yes \
    editables hatchling pathspec pluggy tomlkit trove-classifiers
RUN cd /opt/re-faq-bot/lib/python3*/site-packages \
    && rm -r onnxruntime/capi/libonnxruntime.so.* \
        onnxruntime/datasets onnxruntime/quantization onnxruntime/tools onnxruntime/transformers \
        alembic/testing mako/testing sqlalchemy/testing numpy/f2py discord/bin \
    && find . -type d -name tests -prune -exec rm -r {} + \
    && find . -type f \( -name '*.pyi' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.[ch]' \) -delete \
    && find spellchecker/resources -type f ! -name en.json.gz -delete \
    && find /opt/re-faq-bot/bin -type f -delete \
    # Unchecked: source and byte code never change here. Of Pygments' 300 lexers one or two are used at most.
    && python -m compileall -q -j 0 --invalidation-mode unchecked-hash -x 'pygments/(lexers|styles)/' .


# The bot, installed from a wheel, as files to copy over the environment.
FROM locked AS bot
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY faq faq
RUN /opt/re-faq-bot/bin/python -m hatchling build --target wheel --directory wheel \
    && python -m pip --quiet --python /opt/re-faq-bot/bin/python install --no-compile --no-warn-script-location \
        --no-index --no-deps --root /installed wheel/*.whl \
    && python -m compileall -q -j 0 --invalidation-mode unchecked-hash -s /installed /installed


# The learned index of the FAQ that ships. Learning takes half a minute: once here, and not at everyone's first start.
FROM packages AS learned
COPY --from=bot /installed/ /
RUN ORT_DISABLE_TELEMETRY=1 XDG_CACHE_HOME=/data/cache /opt/re-faq-bot/bin/re-faq-bot check


# The SBOM and the licences of what ships.
FROM packages AS inventory
COPY tests/image/requirements.lock tools.lock
RUN python -m venv --without-pip /tools \
    && python -m pip --quiet --python /tools/bin/python install \
        --require-hashes --no-deps --only-binary :all: --requirement tools.lock
COPY --from=bot /installed/ /
COPY tests/image/inventory.py .
RUN /tools/bin/cyclonedx-py environment --output-reproducible /opt/re-faq-bot/bin/python >packages.json \
    && /tools/bin/python inventory.py packages.json /opt/re-faq-bot/lib/python3*/site-packages /inventory


FROM python:3.13-slim
# The official image has no byte code of the standard library, and has pip, which is not needed here.
RUN python -m compileall -q -j 0 \
        -x '/(_pyrepl|ensurepip|idlelib|pydoc_data|site-packages|tests?|tkinter|turtledemo|unittest)/' \
        "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" \
    && cd "$(python -c 'import os, pip; print(os.path.dirname(os.path.dirname(pip.__file__)))')" \
    && rm -rf pip pip-*.dist-info /usr/local/bin/pip* /usr/bin/pip*
COPY --from=packages /opt/re-faq-bot /opt/re-faq-bot
COPY --from=bot /installed/ /
COPY --from=inventory /inventory /usr/share/doc/re-faq-bot
# Mount your FAQ's folder over this one.
COPY faq/*.yaml /faq/
# Docker fills an empty volume at /data from here. The bot cannot change the rest, which belongs to root.
COPY --from=learned --chown=10001:10001 /data /data

# - DATABASE_URL is not set, so that the operator can set it or DATABASE_URL_FILE. By default the database is in
#   XDG_DATA_HOME.
# - onnxruntime's wheels report their use to Microsoft unless this is set, and keep a device id in the cache.
ENV PATH=/opt/re-faq-bot/bin:$PATH LANG=C.UTF-8 HOME=/data XDG_DATA_HOME=/data XDG_CACHE_HOME=/data/cache \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    FAQ_PATH=/faq HTTP_HOST=0.0.0.0 ORT_DISABLE_TELEMETRY=1
VOLUME /data
# So that a relative path, as in DATABASE_URL=sqlite:///re-faq-bot.sqlite3, is in the volume.
WORKDIR /data
USER 10001:10001
EXPOSE 8080

# For `run`, which serves its health by HTTP. HTTP_PORT=0 does not work here: nothing knows the port.
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=4 CMD ["python", "-IS", "-c", "\
import os, urllib.request as web; \
web.urlopen(f\"http://127.0.0.1:{os.environ.get('HTTP_PORT') or 8080}/readyz\", timeout=4)"]

STOPSIGNAL SIGTERM
ENTRYPOINT ["re-faq-bot"]
CMD ["run"]

# `make image` and the release set these.
ARG VERSION=
ARG REVISION=
ARG SOURCE=
LABEL org.opencontainers.image.title="RE FAQ Bot" \
    org.opencontainers.image.description="Answers a community's recurring questions from a curated FAQ, in Discord and Slack" \
    org.opencontainers.image.licenses="MIT AND Apache-2.0" \
    org.opencontainers.image.version="$VERSION" \
    org.opencontainers.image.revision="$REVISION" \
    org.opencontainers.image.source="$SOURCE"
