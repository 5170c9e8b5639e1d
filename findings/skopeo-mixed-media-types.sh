#!/usr/bin/env bash
# Versions:  skopeo 1.9.3+ds1-1+b10 (Debian 12)
# Behaviour: a manifest of Docker's format may name parts of OCI's types and the other way round; the bytes
#            are the same. skopeo takes one part of the other format and refuses the other, and which one it
#            takes is crossed: Docker's manifest may have OCI's configuration and not OCI's layer, OCI's
#            manifest may have Docker's layer and not Docker's configuration.
# Seen:      docker manifest, oci configuration, docker layer: linux
#            docker manifest, docker configuration, oci layer: unsupported docker v2s2 media type
#            oci manifest, oci configuration, docker layer: linux
#            oci manifest, docker configuration, oci layer: unsupported image-specific operation on artifact
# Guessed:   both formats take the other's parts, or neither does, or the same part is taken by both.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Pinned is what is looked at; its libraries are whatever Debian has of them.
apt-get -qq -o APT::Sandbox::User=root download skopeo=1.9.3+ds1-1+b10 libgpgme11 libassuan0 libgpg-error0 libdevmapper1.02.1
for package in *.deb; do dpkg-deb -x "$package" system; done
libraries=$(find "$folder/system" -name '*.so.*' -printf '%h\n' | sort -u | paste -sd:)

declare -A manifest=([oci]=application/vnd.oci.image.manifest.v1+json
  [docker]=application/vnd.docker.distribution.manifest.v2+json)
declare -A configuration=([oci]=application/vnd.oci.image.config.v1+json
  [docker]=application/vnd.docker.container.image.v1+json)
declare -A layer=([oci]=application/vnd.oci.image.layer.v1.tar+gzip
  [docker]=application/vnd.docker.image.rootfs.diff.tar.gzip)

# Moves a file to the blobs of the layout, and prints a descriptor of the type given.
blob() {
  local digest size
  digest=$(sha256sum <"$2" | cut -d ' ' -f 1)
  size=$(stat -c %s "$2")
  mv "$2" "layout/blobs/sha256/$digest"
  printf '{"mediaType":"%s","digest":"sha256:%s","size":%s}' "$1" "$digest" "$size"
}

# What skopeo says of an image whose manifest, configuration and layer are of these formats.
inspected() {
  rm -rf layout
  mkdir -p layout/blobs/sha256
  echo '{"imageLayoutVersion":"1.0.0"}' >layout/oci-layout
  head -c 1024 /dev/zero >tar
  local content whole of_configuration of_layer
  content=$(sha256sum <tar | cut -d ' ' -f 1)
  gzip -n tar
  of_layer=$(blob "${layer[$3]}" tar.gz)
  echo "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:$content\"]}}" >json
  of_configuration=$(blob "${configuration[$2]}" json)
  echo "{\"schemaVersion\":2,\"mediaType\":\"${manifest[$1]}\",\"config\":$of_configuration,\"layers\":[$of_layer]}" >json
  whole=$(blob "${manifest[$1]}" json)
  echo "{\"schemaVersion\":2,\"manifests\":[$whole]}" >layout/index.json
  echo "$1 manifest, $2 configuration, $3 layer: $(LD_LIBRARY_PATH=$libraries system/usr/bin/skopeo inspect --format '{{.Os}}' oci:layout 2>&1 |
    sed -E 's/.*(unsupported docker v2s2 media type|unsupported image-specific operation on artifact).*/\1/')"
}

seen=$(inspected docker oci docker; inspected docker docker oci; inspected oci oci docker; inspected oci docker oci)
echo "$seen"
[[ $seen == 'docker manifest, oci configuration, docker layer: linux
docker manifest, docker configuration, oci layer: unsupported docker v2s2 media type
oci manifest, oci configuration, docker layer: linux
oci manifest, docker configuration, oci layer: unsupported image-specific operation on artifact' ]] || { echo "this has changed" >&2; exit 1; }
