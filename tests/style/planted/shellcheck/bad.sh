#!/bin/sh
echo $1 && cd $2
